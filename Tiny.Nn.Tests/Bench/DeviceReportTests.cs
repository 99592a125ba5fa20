using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Device;
using Tiny.Nn.Tests.Backends;

namespace Tiny.Nn.Tests.Bench;

/// <summary>
/// Tests of the lines of <c>opencl.csv</c> and of the operation count of the peak measurement; nothing is timed.
/// </summary>
[Collection(OpenClCollection.Name)]
public class DeviceReportTests
{
    [Fact]
    public void Opencl_csv_has_one_line_per_value_and_none_for_a_missing_peer()
    {
        var report = new DeviceReport("A \"fast\", new card", 50e12, 2e12, [new(256, 10e12)],
            [new("v3", 128, 200_000, 100_000, 37, 0.5), new("v6", 1024, 1000, null, 52, 0.25)])
        {
            Errors = [new("Sum, one result", 1.5e-7)],
        };
        Assert.Equal("device,measure,value,unit", DeviceReport.Header);
        Assert.Equal(2, report.Steps[0].Ratio);
        Assert.Null(report.Steps[1].Ratio);
        string[] expected =
        [
            "peak,50,TFLOP/s", "copy,2000,GB/s", "product 256,10,TFLOP/s", "product 256 ÷ peak,0.2,",
            "v3 batch 128,200000,samples/s", "v3 batch 128 PyTorch on CUDA,100000,samples/s",
            "v3 batch 128 launches,37,per step",
            "v3 batch 128 host ÷ step,0.5,", "v6 batch 1024,1000,samples/s",
            "v6 batch 1024 launches,52,per step", "v6 batch 1024 host ÷ step,0.25,",
            "error of Sum one result,1.5E-07,of the largest",
        ];
        Assert.Equal(expected.Select(line => $"\"A \"\"fast\"\", new card\",{line}"), report.ToCsv());
    }

    [SkippableTheory, InlineData(OpenClDeviceType.Cpu), InlineData(OpenClDeviceType.Gpu)]
    public void The_OpenCL_kernel_of_the_multiply_add_chains_matches_its_scalar_value(OpenClDeviceType form)
    {
        using var backend = OpenClTestBackend.CreateOrSkip(form);
        double[] inputs = [-2, 0, 0.5, 7], values = new double[4];
        using ValueBuffer x = backend.AllocateValues(4), y = backend.AllocateValues(4);
        backend.Write(inputs, x);
        backend.Map(new MultiplyAddChains(), x, y);
        backend.Read(y, values);
        for (var index = 0; index < 4; index++)
            Assert.InRange(values[index] / new MultiplyAddChains().Value(inputs[index]), 1 - 1e-5, 1 + 1e-5);
    }

    [Fact]
    public void The_operation_count_matches_the_OpenCL_expression()
    {
        var text = new MultiplyAddChains().OpenCl.Value;
        var (fused, added) = (text.Split("fma(").Length - 1, text.Split(" + ").Length - 1);
        Assert.Equal(MultiplyAddChains.Operations, 2 * fused + added);
    }
}

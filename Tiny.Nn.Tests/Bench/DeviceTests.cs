using Tiny.Nn.Backends;
using Tiny.Nn.Bench.Device;
using Tiny.Nn.Tests.Backends;

namespace Tiny.Nn.Tests.Bench;

/// <summary>What is written down about a device, and that the work it is measured with is the work that is counted; nothing is timed.</summary>
[Collection(OpenClCollection.Name)]
public class DeviceTests
{
    [Fact]
    public void The_file_has_a_line_for_each_number_and_none_where_a_peer_was_missing()
    {
        var report = new DeviceReport("A \"fast\", new card", 50e12, 2e12, [new(256, 10e12)],
            [new("v3", 128, 200_000, 100_000, 37, 0.5), new("v6", 1024, 1000, null, 52, 0.25)]);
        Assert.Equal("device,measure,value,unit", DeviceReport.Header);
        Assert.Equal(2, report.Steps[0].Ratio);
        Assert.Null(report.Steps[1].Ratio);
        string[] expected =
        [
            "peak,50,TFLOP/s", "copy,2000,GB/s", "product 256,10,TFLOP/s", "product 256 ÷ peak,0.2,",
            "v3 batch 128,200000,samples/s", "v3 batch 128 PyTorch on CUDA,100000,samples/s", "v3 batch 128 launches,37,a step",
            "v3 batch 128 host ÷ step,0.5,", "v6 batch 1024,1000,samples/s", "v6 batch 1024 launches,52,a step", "v6 batch 1024 host ÷ step,0.25,",
        ];
        Assert.Equal(expected.Select(line => $"\"A \"\"fast\"\", new card\",{line}"), report.ToCsv());
    }

    [SkippableTheory, InlineData(OpenClDeviceType.Cpu), InlineData(OpenClDeviceType.Gpu)]
    public void The_peak_is_measured_by_a_function_that_computes_what_it_says(OpenClDeviceType form)
    {
        using var machine = OpenClTestBackend.CreateOrSkip(form);
        double[] given = [-2, 0, 0.5, 7], values = new double[4];
        using ValueBuffer x = machine.AllocateValues(4), y = machine.AllocateValues(4);
        machine.Write(given, x);
        machine.Map(new MultiplyAdds(), x, y);
        machine.Read(y, values);
        for (var place = 0; place < 4; place++)
            Assert.InRange(values[place] / new MultiplyAdds().Value(given[place]), 1 - 1e-5, 1 + 1e-5);
    }

    [Fact]
    public void Every_operation_that_is_counted_is_in_the_text()
    {
        var text = new MultiplyAdds().OpenCl.Value;
        var (fused, added) = (text.Split("fma(").Length - 1, text.Split(" + ").Length - 1);
        Assert.Equal(MultiplyAdds.Operations, 2 * fused + added);
    }
}

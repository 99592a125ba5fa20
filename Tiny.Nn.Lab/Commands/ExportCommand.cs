using System.CommandLine;
using Tiny.Nn.Backends;
using Tiny.Nn.Files;
using Tiny.Nn.Lab.Exchange;
using Tiny.Nn.Lab.Terminal;

namespace Tiny.Nn.Lab.Commands;

/// <summary>The command <c>export</c>: writes a trained network as an ONNX model, for other programs.</summary>
static class ExportCommand
{
    public static Command Create(ConsoleOutput output)
    {
        var model = OptionFactory.Model();
        var onnx = new Option<string>("--onnx")
        {
            Description = "The ONNX file to write.", HelpName = "FILE", Required = true,
        };
        var command = new Command("export",
            "Writes a trained network with its weights as an ONNX model, which other frameworks can run.")
        {
            model, onnx,
        };
        command.SetAction(parsed => Run(output, parsed.GetRequiredValue(model), parsed.GetRequiredValue(onnx)));
        return command;
    }

    static int Run(ConsoleOutput output, string model, string path)
    {
        using var backend = new Reference();
        var trained = TrainedNetwork.Load(model, backend);
        var nodes = 0;
        var data = trained.Network.Data;
        var metadata = (trained.Network with { Data = data.WithoutScales() }).ToMetadata();
        AtomicFile.Write(path, file =>
            nodes = OnnxExporter.Write(file, trained.Layers, data.ExampleShape, data, metadata));
        output.WriteLine($"{path}: {trained.Network.Name}, {nodes} nodes, opset {OnnxExporter.Opset}, input "
            + $"[batch, {string.Join(", ", data.InputShape)}]");
        return ExitCode.Success;
    }
}

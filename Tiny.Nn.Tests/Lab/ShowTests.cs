namespace Tiny.Nn.Tests.Lab;

/// <summary>Tests of the commands <c>show</c> and <c>list</c>.</summary>
public class ShowTests
{
    [Fact]
    public void Show_prints_parameters_and_multiplications_per_layer()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Run("show", "--net", "lenet5"));
        var rows = run.Output.Split('\n').Where(line => line.StartsWith('│')).Select(Cells).ToArray();
        Assert.Contains(rows, row => row is ["Conv2d(6 → 16, kernel 5)", "[16, 10, 10]", "2,416", "240,000"]);
        Assert.Contains(rows, row => row is ["total", "", "61,706", "416,520"]);

        static string[] Cells(string line) => [.. line.Split('│')[1..^1].Select(cell => cell.Trim())];
    }

    [Fact]
    public void Show_dot_prints_the_graph_for_Graphviz()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Run("show", "--net", "softmax", "--dot"));
        Assert.StartsWith("digraph {", run.Output);
        Assert.EndsWith("}\n", run.Output);
        Assert.Contains("1.weight\\n[10, 784]", run.Output);
    }

    [Fact]
    public void List_prints_every_network_optimizer_and_backend()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Run("list"));
        var names = Tiny.Nn.Lab.NetworkRegistry.All.Select(network => network.Name)
            .Concat(Tiny.Nn.Lab.OptimizerRegistry.All.Select(optimizer => optimizer.Name))
            .Concat(Tiny.Nn.Lab.BackendRegistry.All.Select(backend => backend.Name));
        foreach (var name in names) Assert.Contains($"\n{name}  ", run.Output);
        Assert.EndsWith("\nThe project's SOURCES.md explains ids such as NM-07.\n", run.Output);
    }

    [Fact]
    public void List_verbose_adds_the_hyperparameters()
    {
        using var run = new LabTestRun();
        Assert.Equal(0, run.Run("list", "--verbose"));
        Assert.Matches(@"│ v6 +│ +1,672,570 │ +sgd │ +0\.03 │ +– │ +– │ +10 │ +40 │ +constant │ +250,000 │",
            run.Output);
        Assert.Matches(@"│ nesterov +│ +0\.1 │ +0\.9 │", run.Output);
    }
}

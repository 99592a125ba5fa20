using Tiny.Nn.Backends;

namespace Tiny.Nn.Lab.Playground.Rooms;

/// <summary>
/// The room in which one walks through a computation graph: a formula becomes a graph of the library, whose pullbacks
/// are called edge by edge. Beside it stand dual numbers and central differences. All in double precision.
/// </summary>
public sealed class GraphRoom : Room
{
    readonly Reference backend = new();

    public GraphRoom()
    {
        On<FormulaRequest>("compute", request => GraphWalk.Compute(
            backend, FormulaParser.Parse(request.Formula), request.Values));
        On("examples", () => new ExamplesReply([.. FormulaExample.All]));
    }

    public override void Dispose() => backend.Dispose();

    sealed record FormulaRequest(string Formula, Dictionary<string, double> Values);

    sealed record ExamplesReply(FormulaExample[] Examples);
}

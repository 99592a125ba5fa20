using Tiny.Nn.Backends;
using Tiny.Nn.Data;
using Tiny.Nn.Ops;

namespace Tiny.Nn.Lab.Experiments.Support;

/// <summary>
/// k nearest neighbours with Euclidean distance: a query gets the class that most of its k nearest training examples
/// have. Source: ML-01.
/// </summary>
/// <remarks>
/// The nearest example t of a query x has the largest x·t − ½‖t‖², so one matrix product compares many queries with all
/// examples. Among equal distances the example with the smaller index comes first; among classes with equally many
/// votes, the class of the nearest one wins.
/// </remarks>
public sealed class NearestNeighbours
{
    readonly Backend backend;
    readonly Dataset training;
    readonly Tensor examples, negativeHalfSquares;

    public NearestNeighbours(Backend backend, Dataset training)
    {
        (this.backend, this.training) = (backend, training);
        var inputs = Enumerable.Range(0, training.Count).Select(training.Input).ToArray();
        examples = Tensor.From(
            backend, [training.Count, training.ExampleShape.Count], inputs.SelectMany(input => input).ToArray());
        negativeHalfSquares = Tensor.From(backend, [training.Count], Array.ConvertAll(inputs, input =>
            -0.5 * input.Sum(value => (double)value * value)));
    }

    /// <summary>
    /// Returns, for every query, the indices of its <paramref name="count"/> nearest training examples, the nearest
    /// first.
    /// </summary>
    public int[][] Find(Dataset queries, int count)
    {
        using var scope = backend.BeginScope(recording: false);
        var inputs = Enumerable.Range(0, queries.Count).SelectMany(queries.Input).ToArray();
        var scores = new float[queries.Count * training.Count];
        Tensor.From(backend, [queries.Count, training.ExampleShape.Count], inputs)
            .MatMul(examples, transposeB: true, bias: negativeHalfSquares).CopyTo(scores);
        return [.. Enumerable.Range(0, queries.Count).Select(query =>
            Largest(scores.AsSpan(query * training.Count, training.Count), Math.Min(count, training.Count)))];
    }

    /// <summary>Returns the class of a query from its neighbours, the nearest first.</summary>
    public int Vote(IEnumerable<int> neighbours) =>
        neighbours.Select(training.Label).GroupBy(label => label).MaxBy(votes => votes.Count())!.Key;

    /// <summary>Returns the indices of the largest scores, the largest first.</summary>
    static int[] Largest(ReadOnlySpan<float> scores, int count)
    {
        var (indices, filled) = (new int[count], 0);
        for (var i = 0; i < scores.Length; i++)
        {
            if (filled == count && !(scores[i] > scores[indices[^1]])) continue;
            var place = filled < count ? filled++ : count - 1;
            for (; place > 0 && scores[i] > scores[indices[place - 1]]; place--) indices[place] = indices[place - 1];
            indices[place] = i;
        }
        return indices;
    }
}

using Tiny.Nn.Data;

namespace Tiny.Nn.Lab.Data;

/// <summary>
/// The examples of a file or folder, before they are split into parts and converted to a network's input.
/// </summary>
/// <param name="name">The name for tables, such as <c>iris.csv</c>.</param>
/// <param name="origin">The file or folder, for messages.</param>
public abstract class ExampleSource(string name, string origin)
{
    public string Name => name;

    public string Origin => origin;

    /// <summary>The number of examples.</summary>
    public abstract int Count { get; }

    /// <summary>The number of examples after those for training that the source itself keeps for validation.</summary>
    public int OwnValidation { get; init; }

    /// <summary>The number of examples at the end that the source itself keeps for the test.</summary>
    public int OwnTest { get; init; }

    /// <summary>The class of each example, to distribute the classes evenly; all 0 without classes.</summary>
    public abstract IReadOnlyList<int> Strata { get; }

    /// <summary>The noun for an example in messages: image or row.</summary>
    public abstract string Noun { get; }

    /// <summary>Describes the data; means and deviations are those of the training examples.</summary>
    public abstract DataDescription Describe(IReadOnlyList<int> training);

    /// <summary>Returns some examples, converted as the description says.</summary>
    /// <exception cref="LabException">The examples do not have the description's shape, columns or classes.</exception>
    public abstract Dataset Select(IReadOnlyList<int> examples, DataDescription description);

    /// <summary>Returns the examples of the training, validation and test part.</summary>
    /// <param name="validation">The value of <c>--validation</c>, or null.</param>
    /// <param name="defaultValidation">The number of validation examples in the network's recipe, an upper limit of
    /// the default.</param>
    /// <exception cref="LabException">There are too few examples.</exception>
    public (int[] Training, int[] Validation, int[] Test) Split(int? validation, int defaultValidation)
    {
        var rest = Count - OwnTest - OwnValidation;
        var test = OwnTest > 0 ? 0 : Math.Max(1, (int)Math.Round(rest / 10.0));
        var held = validation
            ?? Math.Min(defaultValidation, OwnTest > 0 ? rest / 6 : Math.Max(1, (int)Math.Round(rest / 10.0)));
        if (OwnValidation > 0) held = 0;
        if (rest - test - held < 1)
            throw new LabException($"{Origin}: {rest} {Noun}s are too few for {test} test, {held} validation and at "
                + $"least one training {Noun}; provide more, or a smaller --validation");
        var (training, validating, testing) = StratifiedSplit.Of([.. Strata.Take(rest)], held, test);
        return (training, OwnValidation > 0 ? [.. Enumerable.Range(rest, OwnValidation)] : validating,
            OwnTest > 0 ? [.. Enumerable.Range(rest + OwnValidation, OwnTest)] : testing);
    }
}

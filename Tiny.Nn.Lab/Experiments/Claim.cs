namespace Tiny.Nn.Lab.Experiments;

/// <summary>The outcome of a claim.</summary>
public enum Verdict
{
    /// <summary>The measured value is within what is accepted.</summary>
    Holds,

    /// <summary>The measured value is outside of what is accepted; <see cref="Claim.Reason"/> says why.</summary>
    NotReproduced,

    /// <summary>Nothing is accepted or refused: the data, the length or a bar in the source is missing.</summary>
    NotJudged,
}

/// <summary>One claim of a source, and what the experiment measured.</summary>
/// <param name="Id">The id in SOURCES.md, such as <c>RG-14</c>.</param>
/// <param name="Says">What the source says, in a sentence.</param>
/// <param name="Accepted">The values that are accepted.</param>
/// <param name="Got">The measured values.</param>
/// <param name="Reason">Why the claim was not reproduced or not judged; empty if it holds.</param>
public sealed record Claim(string Id, string Says, string Accepted, string Got, Verdict Verdict, string Reason = "")
{
    /// <summary>The verdict in words, as in tables and files.</summary>
    public string VerdictText => verdicts[(int)Verdict];

    /// <summary>Returns the verdict of <see cref="VerdictText"/>.</summary>
    public static Verdict VerdictOf(string text) => (Verdict)Array.IndexOf(verdicts, text);

    static readonly string[] verdicts = ["holds", "not reproduced", "not judged"];
}

/// <summary>What a claim needs before it can be judged.</summary>
[Flags]
public enum Needs
{
    Nothing = 0,

    /// <summary>Real handwriting: synthetic digits have other accuracies.</summary>
    Mnist = 1,

    /// <summary>The default length and number of seeds: a quick run is too short.</summary>
    Length = 2,
}

using Tiny.Nn.Training;

namespace Tiny.Nn.Lab;

/// <summary>
/// The schedules of the learning rate as text, on the command line and in files: <c>step:10:0.5</c>. Formatting and
/// parsing are inverse to each other.
/// </summary>
public static class ScheduleText
{
    static readonly OptionWord constant = new("constant"),
        step = new("step", new("EPOCHS", 1, 1_000_000, IsWhole: true), new("FACTOR", 0, 1, 0.1)),
        exponential = new("exponential", new OptionWordValue("FACTOR", 0, 1)),
        inverse = new("inverse-scaling", new OptionWordValue("POWER", 0, 10, 0.5)),
        cosine = new("cosine", new OptionWordValue("LEAST", 0, 1e6, 0)),
        oneCycle = new("one-cycle", new OptionWordValue("WARMUP", 0, 0.99, 0.3));

    static readonly OptionWord[] words = [constant, step, exponential, inverse, cosine, oneCycle];

    /// <summary>The forms of all schedules, for help texts.</summary>
    public static string Forms => string.Join(", ", words.Select(word => word.Form));

    /// <summary>Returns the schedule that a text describes.</summary>
    /// <exception cref="UsageException">The text describes no schedule; the message names the wrong part.</exception>
    public static Schedule Parse(string text)
    {
        var (name, values) = OptionWord.Parse("--schedule", text, words);
        return name switch
        {
            "step" => new StepDecay((int)values[0], values[1]),
            "exponential" => new StepDecay(1, values[0]),
            "inverse-scaling" => new InverseScaling(values[0]),
            "cosine" => new CosineDecay(values[0]),
            "one-cycle" => new OneCycle(values[0]),
            _ => Schedule.Constant,
        };
    }

    /// <summary>Returns the text of a schedule, in its shortest form.</summary>
    public static string Format(Schedule schedule) => schedule switch
    {
        StepDecay { Every: 1 } decay => exponential.Format(decay.Factor),
        StepDecay decay => step.Format(decay.Every, decay.Factor),
        InverseScaling scaling => inverse.Format(scaling.Power),
        CosineDecay decay => cosine.Format(decay.Least),
        OneCycle cycle => oneCycle.Format(cycle.Warmup),
        _ => constant.Format(),
    };
}

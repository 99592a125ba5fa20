namespace Exercises;

/// <summary>What the body of an exercise throws until it is written. It is not an error of the learner's.</summary>
/// <param name="exercise">The exercise's id, such as 07.</param>
public sealed class TodoException(string exercise) : Exception($"exercise {exercise} is still to be written")
{
    /// <summary>The exercise's id.</summary>
    public string Exercise => exercise;
}

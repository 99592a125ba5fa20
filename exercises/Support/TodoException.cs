namespace Exercises;

/// <summary>Thrown by the stub of an exercise until the learner has written the method.</summary>
/// <param name="exercise">The exercise's id, such as 07.</param>
public sealed class TodoException(string exercise) : Exception($"exercise {exercise} is not written yet")
{
    /// <summary>The exercise's id.</summary>
    public string Exercise => exercise;
}

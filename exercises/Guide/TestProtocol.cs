namespace Exercises.Guide;

/// <summary>A request to the test host to run the tests of one assembly, sent as one line of JSON.</summary>
/// <param name="Assembly">The compiled assembly.</param>
/// <param name="Symbols">Its debugging symbols.</param>
/// <param name="Small">Whether a milestone runs on its small data set.</param>
/// <param name="File">The learner's file of the exercise; exceptions are located in it, if it is on the stack.</param>
public sealed record TestRequest(byte[] Assembly, byte[] Symbols, bool Small, string File);

/// <summary>An event from the test host, sent as one line of JSON. One of the members is set.</summary>
/// <param name="Started">The test that starts.</param>
/// <param name="Output">A line that the running test wrote.</param>
/// <param name="Finished">The result of the test that ended.</param>
/// <param name="Page">The HTML of a milestone's pictures and figures.</param>
/// <param name="Done">Whether the request is complete.</param>
public sealed record TestEvent(TestResult? Started = null, string? Output = null, TestResult? Finished = null,
    string? Page = null, bool Done = false);

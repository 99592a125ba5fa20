using Tiny.Nn.Tests.Backends;
using Tiny.Nn.Tests.Mutation;

namespace Tiny.Nn.Tests;

/// <summary>The programs of the assembly, which run in processes of their own.</summary>
static class Program
{
    static void Main(string[] arguments)
    {
        if (arguments is ["mutants", .. var rest]) MutationRun.Execute(rest);
        else WorkerPoolStressTests.RunOnOneProcessor();
    }
}

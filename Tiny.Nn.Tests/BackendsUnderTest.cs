using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using Tiny.Nn.Backends;
using Tiny.Nn.Tests.Backends;
using Xunit.Sdk;

namespace Tiny.Nn.Tests;

/// <summary>
/// The backends, by name, on which every property is checked. OpenCL is checked with both forms of its kernels, and
/// skipped where no device exists.
/// </summary>
public static class BackendsUnderTest
{
    const string Specification = "reference", CpuDouble = "cpu double, 1 thread", Device = "opencl";
    const int FastCases = 60, DeviceCases = 40;

    static readonly Dictionary<string, Func<Backend>> Factories = new()
    {
        [Specification] = () => new Reference(),
        ["cpu float, 2 threads"] = () => new Cpu<float>(threads: 2),
        [CpuDouble] = () => new Cpu<double>(threads: 1),
        [$"{Device}, kernels for a CPU"] = () => OpenClTestBackend.CreateOrSkip(OpenClDeviceType.Cpu),
        [$"{Device}, kernels for a GPU"] = () => OpenClTestBackend.CreateOrSkip(OpenClDeviceType.Gpu),
    };

    /// <summary>The names of all backends.</summary>
    public static IEnumerable<string> Names => Factories.Keys;

    /// <summary>The names of all backends except the reference, with which they are compared.</summary>
    public static IEnumerable<string> ComparedNames => Names.Where(name => name != Specification);

    /// <summary>The names of the backends on the OpenCL device.</summary>
    public static IEnumerable<string> DeviceNames => Names.Where(name => name.StartsWith(Device));

    /// <summary>The names of the backends that compute in double.</summary>
    public static IEnumerable<string> DoubleNames => [Specification, CpuDouble];

    /// <summary>Returns a new backend; throws <see cref="SkipException"/> if its device does not exist.</summary>
    public static Backend Create(string name) => Factories[name]();

    /// <summary>
    /// Checks a property on random cases. Each case gets a new backend, so that stale memory cannot hide a missing
    /// write. Only OpenCL uses one backend for all cases, so that its kernels compile once. The reference is checked on
    /// <paramref name="cases"/> cases, the other backends on fewer.
    /// </summary>
    public static void Check<T>(string name, Action<Backend, T> property, Arbitrary<T> arbitrary, int cases = 100)
    {
        using var device = name.StartsWith(Device) ? Create(name) : null;
        var limit = name == Specification ? cases : device is null ? FastCases : DeviceCases;
        PropertyCheck.ForAll(arbitrary.Generator, sample =>
        {
            using var fresh = device is null ? Create(name) : null;
            property(device ?? fresh!, sample);
        }, arbitrary.Shrinker, cases: Math.Min(cases, limit));
    }

    /// <summary>
    /// Checks a property on random cases of one backend, without shrinking, because a mutant needs no
    /// smallest counterexample.
    /// </summary>
    public static void CheckWithoutShrinking<T>(
        Func<Backend> create, Action<Backend, T> property, Arbitrary<T> arbitrary, int cases = 60)
    {
        foreach (var sample in arbitrary.Generator.Sample(cases, new Rnd(2024, 1), cases))
        {
            using var backend = create();
            property(backend, sample);
        }
    }
}

/// <summary>The base class of the test data attributes: one case per backend, with its name.</summary>
public abstract class BackendDataAttribute(IEnumerable<string> names) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => names.Select(name => new object[] { name });
}

/// <summary>Test data: one case per backend.</summary>
public sealed class AllBackendsAttribute() : BackendDataAttribute(BackendsUnderTest.Names);

/// <summary>
/// Test data: one case per backend except the reference, for tests that compare with the reference.
/// </summary>
public sealed class ComparedBackendsAttribute() : BackendDataAttribute(BackendsUnderTest.ComparedNames);

/// <summary>
/// Test data: one case per backend that computes in float. There the difference quotient needs a long step, so gradient
/// checks use inputs away from kinks.
/// </summary>
public sealed class SinglePrecisionBackendsAttribute()
    : BackendDataAttribute(BackendsUnderTest.Names.Except(BackendsUnderTest.DoubleNames));

/// <summary>
/// Test data: one case per backend that computes in double. There the step of a difference quotient is short enough for
/// random inputs.
/// </summary>
public sealed class DoublePrecisionBackendsAttribute() : BackendDataAttribute(BackendsUnderTest.DoubleNames);

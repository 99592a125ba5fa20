using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>The conformance tests with the kernels that the device's type selects.</summary>
[Collection(OpenClCollection.Name)]
public class OpenClTests() : BackendConformanceTests(OpenClTestBackend.CreateOrSkip());

/// <summary>The conformance tests with the kernels for GPUs, on any device.</summary>
[Collection(OpenClCollection.Name)]
public class OpenClGpuKernelTests() : BackendConformanceTests(OpenClTestBackend.CreateOrSkip(OpenClDeviceType.Gpu));

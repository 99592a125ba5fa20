using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// The conformance tests on the OpenCL backend, with the kernels that the type of the device selects.
/// </summary>
[Collection(OpenClCollection.Name)]
public class OpenClTests() : BackendConformanceTests(OpenClTestBackend.CreateOrSkip());

/// <summary>The conformance tests on the OpenCL backend, with the kernels for GPUs on any type of device.</summary>
[Collection(OpenClCollection.Name)]
public class OpenClGpuKernelTests() : BackendConformanceTests(OpenClTestBackend.CreateOrSkip(OpenClDeviceType.Gpu));

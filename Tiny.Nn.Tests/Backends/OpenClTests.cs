using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>Where the tests get their OpenCL machine; without a device they are skipped, and say why.</summary>
static class OpenClMachine
{
    public static OpenCl OrSkip(OpenClDeviceType? form = null)
    {
        try
        {
            return new OpenCl(OpenClDevice.Choose(), form);
        }
        catch (OpenClUnavailableException missing)
        {
            throw new SkipException(missing.Message);
        }
    }
}

/// <summary>The suite for all machines, with the kernels in the form of the device at hand.</summary>
public class OpenClTests() : BackendSuite(OpenClMachine.OrSkip());

/// <summary>The same with the kernels shaped for a CPU.</summary>
public class OpenClCpuFormTests() : BackendSuite(OpenClMachine.OrSkip(OpenClDeviceType.Cpu));

/// <summary>The same with the kernels shaped for a GPU, wherever they run.</summary>
public class OpenClGpuFormTests() : BackendSuite(OpenClMachine.OrSkip(OpenClDeviceType.Gpu));

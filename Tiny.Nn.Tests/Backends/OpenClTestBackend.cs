using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>Creates the OpenCL backend of a test, or skips the test with the reason if there is no device.</summary>
static class OpenClTestBackend
{
    public static OpenCl CreateOrSkip(OpenClDeviceType? form = null)
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

/// <summary>Runs the tests on the device one after another: its driver compiles for one thread at a time.</summary>
[CollectionDefinition(Name)]
public class OpenClCollection
{
    public const string Name = "OpenCL";
}

using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Creates the OpenCL backend of a test. If there is no device, skips the test and reports the reason.
/// </summary>
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

/// <summary>
/// The collection of the tests on the OpenCL device. They run one after another, because its driver compiles for one
/// thread at a time.
/// </summary>
[CollectionDefinition(Name)]
public class OpenClCollection
{
    public const string Name = "OpenCL";
}

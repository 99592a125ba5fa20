using System.Reflection;
using Tiny.Nn.Backends;
using Xunit.Sdk;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Tests that no two test classes use the device at once: a driver that compiles for two threads can end the process.
/// </summary>
public class OpenClCollectionTests
{
    [Fact]
    public void Every_class_with_a_case_on_the_device_is_in_its_collection()
    {
        var classes = typeof(OpenClCollectionTests).Assembly.GetTypes()
            .Where(type => type.GetMethods().Any(HasCaseOnDevice)).ToList();
        Assert.Contains(typeof(Fuzzing.OperationFuzzTests), classes);
        Assert.Contains(typeof(OpenClTrainingTests), classes);
        Assert.All(classes, type => Assert.Equal((type.Name, OpenClCollection.Name), (type.Name, Collection(type))));
    }

    static bool HasCaseOnDevice(MethodInfo method) => method.GetCustomAttributes<DataAttribute>()
        .Any(data => data.GetData(method).Any(row => row is not null && row.Any(value =>    // null: InlineData(null)
            value is OpenClDeviceType || value is string name && BackendsUnderTest.DeviceNames.Contains(name))));

    static string? Collection(Type type) => type.GetCustomAttributesData()
        .Where(attribute => attribute.AttributeType == typeof(CollectionAttribute))
        .Select(attribute => (string?)attribute.ConstructorArguments[0].Value).SingleOrDefault();
}

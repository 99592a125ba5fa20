using BenchmarkDotNet.Configs;
namespace Tiny.Nn.Bench.Suites;
static class SuiteConfig { public static IConfig Create() => DefaultConfig.Instance; }

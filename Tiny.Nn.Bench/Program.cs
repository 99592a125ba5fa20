using System.Text;
using BenchmarkDotNet.Running;
using Tiny.Nn.Bench;
using Tiny.Nn.Bench.Benchmarks;
using Tiny.Nn.Lab.Terminal;

// If the first argument is a command of BenchCommandLine, it runs; otherwise BenchmarkDotNet parses the arguments.
// Without arguments all benchmarks run.

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

if (BenchCommandLine.IsCommand(args)) return BenchCommandLine.Run(args, ConsoleOutput.ForProcess());

var summaries = BenchmarkSwitcher
    .FromAssembly(typeof(TrainingStep).Assembly)
    .Run(args.Length == 0 ? ["--filter", "*"] : args, BenchmarkConfig.Create(args));
return summaries.Any(summary => summary.HasCriticalValidationErrors
    || summary.Reports.Any(report => !report.Success)) ? 1 : 0;

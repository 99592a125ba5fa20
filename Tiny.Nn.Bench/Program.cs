using System.Text;
using BenchmarkDotNet.Running;
using Tiny.Nn.Bench;
using Tiny.Nn.Bench.Benchmarks;
using Tiny.Nn.Lab.Terminal;

// A word first (peers, gemm, profile, scaling, opencl) is a comparison of this program's own; anything else is for BenchmarkDotNet, which runs all
// suites where nothing was chosen.

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

if (BenchCommandLine.IsCommand(args)) return BenchCommandLine.Run(args, ConsoleOutput.ForProcess());

var summaries = BenchmarkSwitcher
    .FromAssembly(typeof(TrainingStep).Assembly)
    .Run(args.Length == 0 ? ["--filter", "*"] : args, BenchmarkConfig.Create(args));
return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;

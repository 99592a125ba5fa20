using Tiny.Nn.Files;
using Tiny.Nn.Lab;

namespace Tiny.Nn.Tests.Lab;

/// <summary>
/// Tests of a run's folder: which folders are refused, and that a write that fails, at any moment, loses no complete
/// epoch and is reported in one line that says how to continue.
/// </summary>
public class RunFolderTests
{
    [Fact]
    public void A_disk_that_is_full_at_any_write_loses_no_complete_epoch()
    {
        using var whole = new LabTestRun();
        var data = whole.Digits(120);
        Assert.Equal(0, Train(whole));
        var write = 0;
        for (var isComplete = false; !isComplete; write++)
        {
            using var run = new LabTestRun();
            isComplete = FailAtWrite(write, () => Train(run)) == 0;
            if (isComplete) break;
            Assert.StartsWith($"error: cannot write to the folder '{run.Folder}' (No space left on device); ",
                run.Error);
            Assert.Single(run.Error.TrimEnd().Split('\n'));
            Assert.DoesNotContain(ResumeTests.Files(run), file => file.EndsWith(".tmp") || file.EndsWith(".lock"));
            if (File.Exists(run.At("checkpoint.safetensors")))
            {
                Assert.EndsWith("the complete epochs are saved; make the folder writable or free space, then continue "
                    + $"with: dotnet run --project Tiny.Nn.Lab -- train --resume {run.Folder}\n", run.Error);
                Assert.Equal(0, run.Run("train", "--resume", run.Folder, "--quiet"));
            }
            else
            {
                Assert.EndsWith("choose another one with --out\n", run.Error);
                Assert.Equal(0, Train(run));
            }
            ResumeTests.AssertEqualResults(whole, run);
        }
        Assert.InRange(write, 20, 40);   // three checkpoints, the weights, three text files

        int Train(LabTestRun run) => run.Run("train", "--net", "softmax", "--data", data, "--epochs", "2",
            "--threads", "1", "--out", run.Folder, "--quiet");
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_refused_with_the_command_that_continues_it()
    {
        using var run = new LabTestRun();
        run.Train("softmax");
        var before = File.ReadAllBytes(run.At("checkpoint.safetensors"));
        Assert.Equal(1, run.Train("softmax"));
        Assert.Equal($"error: the folder '{run.Folder}' holds a run; continue it with: dotnet run --project "
            + $"Tiny.Nn.Lab -- train --resume {run.Folder}; or choose another folder with --out\n", run.Error);
        Assert.Equal(before, File.ReadAllBytes(run.At("checkpoint.safetensors")));
        File.Delete(run.At("checkpoint.safetensors"));
        Assert.Equal(1, run.Train("softmax"));
        Assert.Equal($"error: the folder '{run.Folder}' holds the results of a run; choose another folder with --out\n",
            run.Error);
    }

    [Fact]
    public void A_folder_that_another_run_uses_is_refused()
    {
        using var run = new LabTestRun();
        run.Train("softmax");
        using (RunFolder.Open(run.Folder))
        {
            Assert.Equal(1, run.Train("softmax"));
            Assert.Equal($"error: another run is writing to the folder '{run.Folder}'; choose another one with --out\n",
                run.Error);
            Assert.Equal(1, run.Run("train", "--resume", run.Folder, "--epochs", "3"));
            Assert.Equal($"error: another run is writing to the folder '{run.Folder}'; wait until it ends\n",
                run.Error);
        }
        Assert.Equal(0, run.Run("train", "--resume", run.Folder, "--epochs", "3"));
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_refused()
    {
        using var run = new LabTestRun();
        Assert.Equal(1, run.Run("train", "--data", run.Digits(), "--out", run.Digits()));
        Assert.StartsWith($"error: cannot write to the folder '{run.Digits()}' (", run.Error);
        Assert.EndsWith("); choose another one with --out\n", run.Error);
        Assert.Equal(1, run.Run("train", "--resume", run.Digits()));
        Assert.StartsWith($"error: --resume: '{run.Digits()}' has no checkpoint.safetensors; ", run.Error);
    }

    [SkippableTheory]
    [InlineData("/proc/tiny-nn-run")]        // cannot be created
    [InlineData("/proc/self")]               // exists, but no file can be created in it
    public void A_read_only_folder_is_refused_before_training(string folder)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "requires /proc, which is read-only for every user");
        using var run = new LabTestRun();
        Assert.Equal(1, run.Run("train", "--data", run.Digits(), "--out", folder));
        Assert.StartsWith($"error: cannot write to the folder '{folder}' (", run.Error);
        Assert.EndsWith("); choose another one with --out\n", run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void A_folder_in_the_place_of_a_file_is_reported_with_the_command_that_continues()
    {
        using var run = new LabTestRun();
        Directory.CreateDirectory(run.At("model.safetensors"));
        Assert.Equal(1, run.Train("softmax"));
        Assert.EndsWith($"continue with: dotnet run --project Tiny.Nn.Lab -- train --resume {run.Folder}\n", run.Error);
        Directory.Delete(run.At("model.safetensors"));
        Assert.Equal(0, run.Run("train", "--resume", run.Folder));
    }

    [Fact]
    public void Temporary_files_of_a_killed_run_are_removed_and_other_files_stay()
    {
        using var run = new LabTestRun();
        string[] left = ["checkpoint.safetensors.123.tmp", "metrics.csv.9.tmp", "report.html.77.tmp", "run.lock"];
        foreach (var file in left.Append("own.tmp")) File.WriteAllText(run.At(file), "");
        Assert.Equal(0, run.Train("softmax"));
        Assert.Empty(ResumeTests.Files(run).Intersect(left));
        Assert.True(File.Exists(run.At("own.tmp")));
    }

    [Fact]
    public void The_command_that_continues_quotes_the_folder_for_the_shell()
    {
        using var run = new LabTestRun();
        using var folder = RunFolder.Create(run.At("it's a run"), "softmax", DateTime.Now);
        Assert.EndsWith(@$"train --resume '{run.Folder}/it'\''s a run'", folder.ResumeCommand);
    }

    /// <summary>Runs an action while the write with this number, and all after it, fail as on a full disk.</summary>
    static T FailAtWrite<T>(int number, Func<T> action)
    {
        var writes = 0;
        AtomicFile.Interceptor.Value = file => new DiskStream(file, isFull: () => writes++ >= number);
        var result = action();
        AtomicFile.Interceptor.Value = null;
        return result;
    }

    /// <summary>Stores half of the first write to a full disk, and throws.</summary>
    sealed class DiskStream(Stream file, Func<bool> isFull) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> bytes)
        {
            var fails = isFull();
            file.Write(fails ? bytes[..(bytes.Length / 2)] : bytes);
            if (fails) throw new IOException("No space left on device");
        }
    }
}

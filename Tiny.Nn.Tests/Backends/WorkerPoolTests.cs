using System.Diagnostics;
using Tiny.Nn.Backends;

namespace Tiny.Nn.Tests.Backends;

/// <summary>
/// Tests that the worker pool computes each item once, propagates exceptions, never deadlocks, and depends on no
/// single thread.
/// </summary>
public class WorkerPoolTests
{
    const long Large = long.MaxValue;

    /// <summary>
    /// Runs an action with a time limit, so that a deadlock fails the test instead of blocking the test run.
    /// </summary>
    static void WithinAMinute(Action action)
    {
        var run = Task.Run(action);
        Assert.True(run.Wait(TimeSpan.FromMinutes(1)), "The pool did not come to an end within a minute");
    }

    static void AssertEachItemOnce(WorkerPool pool, int count)
    {
        var computed = new int[count];
        pool.ForEach(count, Large, item => Interlocked.Increment(ref computed[item]));
        Assert.All(computed, times => Assert.Equal(1, times));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(8), InlineData(32)]
    public void Jobs_of_any_size_compute_each_item_once(int threads) => WithinAMinute(() =>
    {
        var pool = new WorkerPool(threads);
        for (var round = 0; round < 2000; round++) AssertEachItemOnce(pool, round % 70);
    });

    [Theory]
    [InlineData(1), InlineData(2), InlineData(8), InlineData(32)]
    public void Ranges_cover_the_length_without_overlap(int threads) => WithinAMinute(() =>
    {
        var pool = new WorkerPool(threads);
        for (var length = 0; length < 200; length++)
        {
            var covered = new int[length];
            pool.ForRanges(length, 7, (start, end) =>
            {
                for (var i = start; i < end; i++) Interlocked.Increment(ref covered[i]);
            });
            Assert.All(covered, times => Assert.Equal(1, times));
        }
    });

    [Theory]
    [InlineData(1), InlineData(2), InlineData(8), InlineData(32)]
    public void An_exception_reaches_the_caller_after_all_items_in_progress_have_ended(int threads) =>
        WithinAMinute(() =>
    {
        var pool = new WorkerPool(threads);
        for (var round = 0; round < 500; round++)
        {
            var active = 0;
            var failing = round % 64;
            var error = Assert.Throws<InvalidOperationException>(() => pool.ForEach(64, Large, item =>
            {
                Interlocked.Increment(ref active);
                try
                {
                    if (item == failing) throw new InvalidOperationException($"item {item}");
                    Thread.SpinWait(20);
                }
                finally
                {
                    Interlocked.Decrement(ref active);
                }
            }));
            Assert.Equal($"item {failing}", error.Message);
            Assert.Equal(0, Volatile.Read(ref active));
        }
        AssertEachItemOnce(pool, 100);
    });

    [Theory]
    [InlineData(1), InlineData(2), InlineData(8), InlineData(32)]
    public void Nested_jobs_and_jobs_of_several_callers_end(int threads) => WithinAMinute(() =>
    {
        var pool = new WorkerPool(threads);
        Parallel.For(0, 4, _ =>
        {
            for (var round = 0; round < 20; round++) pool.ForEach(5, Large, _ => AssertEachItemOnce(pool, 20));
        });
    });

    [Fact]
    public void Rented_workspaces_of_a_failing_item_go_back_and_are_rented_again() => WithinAMinute(() =>
    {
        var workspaces = new WorkspacePool<int>();
        var pool = new WorkerPool(8);
        for (var round = 0; round < 200; round++)
            Assert.Throws<InvalidOperationException>(() => pool.ForEachThread(16, Large, items =>
            {
                using var outer = workspaces.Rent(100);
                pool.ForEach(4, Large, _ =>
                {
                    using var inner = workspaces.Rent(10);
                });
                throw new InvalidOperationException();
            }));
        AssertEachItemOnce(pool, 100);
    });

    [Fact]
    public void Workers_that_parked_or_retired_return_for_the_next_job() => WithinAMinute(() =>
    {
        var started = 0;
        var pool = new WorkerPool(4, thread =>
        {
            Interlocked.Increment(ref started);
            thread.Start();
        });
        AssertEachItemOnce(pool, 50);
        Assert.Equal(3, started);
        var parked = Stopwatch.StartNew();
        Thread.Sleep(100);
        AssertEachItemOnce(pool, 50);
        if (parked.Elapsed < TimeSpan.FromSeconds(1)) Assert.Equal(3, started);
        for (var wait = 0; wait < 10 && started < 6; wait++)
        {
            Thread.Sleep(1500);
            AssertEachItemOnce(pool, 50);
        }
        Assert.True(started >= 6,
            $"After a second without work all 3 workers retire and 3 new ones start, got {started - 3}");
    });

    [Fact]
    public void If_a_thread_cannot_be_started_the_job_runs_on_the_others_and_the_next_job_tries_again() =>
        WithinAMinute(() =>
    {
        const int threads = 6;
        for (var failing = 1; failing < threads; failing++)
        {
            int attempts = 0, started = 0;
            var pool = new WorkerPool(threads, thread =>
            {
                if (++attempts == failing) throw new OutOfMemoryException();
                thread.Start();
                started++;
            });
            AssertEachItemOnce(pool, 200);
            Assert.Equal(failing - 1, started);
            AssertEachItemOnce(pool, 200);
            Assert.Equal((threads, threads - 1), (attempts, started));
        }
    });

    [Fact]
    public void A_pool_that_can_start_no_thread_computes_on_the_caller_alone()
    {
        var pool = new WorkerPool(8, _ => throw new OutOfMemoryException());
        var caller = Environment.CurrentManagedThreadId;
        var others = 0;
        pool.ForEach(100, Large, _ => others += Environment.CurrentManagedThreadId == caller ? 0 : 1);
        Assert.Equal(0, others);
    }

    [Fact]
    public unsafe void A_rented_array_that_is_too_small_for_the_next_request_stays_in_the_pool()
    {
        var pool = new WorkspacePool<float>();
        nint Address(long length)
        {
            using var workspace = pool.Rent(length);
            return (nint)workspace.Start;
        }
        nint small = Address(100), large = Address(1000);
        Assert.Equal(small, Address(65));
        Assert.Equal(large, Address(1024));
        Assert.Equal(small, Address(128));
        Assert.Equal(0, small % 64);
        using Workspace<float> empty = pool.Rent(0), one = pool.Rent(1), other = pool.Rent(1);
        Assert.True(one.Start != other.Start);
    }
}

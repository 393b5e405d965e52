using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using TcpVet.Linux.Interop;

namespace TcpVet.Lab;

/// <summary>
/// A thread of its own in a network namespace of its own; both end together. Work handed to it must start neither
/// threads nor tasks: a thread that is created here is born in this namespace, the thread pool's workers included.
/// That is why this uses no task, and why <see cref="ChildProcess"/> stands where System.Diagnostics.Process would.
/// </summary>
internal sealed class SandboxThread : IDisposable
{
    private readonly BlockingCollection<Work> queue = [];
    private readonly Thread thread;

    /// <param name="enter">Moves the calling thread into the namespace.</param>
    internal SandboxThread(Action enter)
    {
        thread = new Thread(() => Loop(enter)) { IsBackground = true, Name = "tcpvet-lab" };
        thread.Start();
        try
        {
            ThreadId = Run(Libc.gettid);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The kernel's id of the thread.</summary>
    internal int ThreadId { get; }

    /// <summary>Runs something on the thread and waits for it; its exception is the caller's.</summary>
    internal T Run<T>(Func<T> function)
    {
        if (Thread.CurrentThread == thread)
        {
            return function();
        }

        T result = default!;
        using Work work = new(() => result = function());
        queue.Add(work);
        work.Done.Wait();
        work.Failure?.Throw();
        return result;
    }

    /// <summary>Ends the thread after what is queued; the namespace ends with its last socket and process.</summary>
    public void Dispose()
    {
        queue.CompleteAdding();
        thread.Join();
        queue.Dispose();
    }

    private void Loop(Action enter)
    {
        ExceptionDispatchInfo? refused = null;
        try
        {
            enter();
        }
        catch (LabException exception)
        {
            refused = ExceptionDispatchInfo.Capture(exception);
        }

        foreach (Work work in queue.GetConsumingEnumerable())
        {
            work.Perform(refused);
        }
    }

    private sealed class Work(Action action) : IDisposable
    {
        internal ManualResetEventSlim Done { get; } = new();

        internal ExceptionDispatchInfo? Failure { get; private set; }

#pragma warning disable CA1031 // whatever the work throws is rethrown to the one who waits for it
        internal void Perform(ExceptionDispatchInfo? refused)
        {
            try
            {
                refused?.Throw();
                action();
            }
            catch (Exception exception)
            {
                Failure = ExceptionDispatchInfo.Capture(exception);
            }

            Done.Set();
        }
#pragma warning restore CA1031

        public void Dispose() => Done.Dispose();
    }
}

namespace TcpVet.Linux.Time;

/// <summary>
/// Runs work that may hang, as reading a file does whose file system lets its readers wait, on a thread of its own, and waits only so long.
/// A thread that hangs is left behind, since nothing ends it but the program; while it hangs no other one is started, so that a program
/// that looks again and again leaves one behind, not one at each round.
/// </summary>
/// <param name="patience">How long to wait.</param>
public sealed class PatientWork(TimeSpan patience)
{
    private readonly Lock gate = new();
    private Task? latest;

    /// <summary>How long it waits.</summary>
    public TimeSpan Patience => patience;

    /// <summary>Runs the work.</summary>
    /// <param name="work">It gives something; its exceptions come back as <see cref="AggregateException"/>.</param>
    /// <returns>Null when it took too long, or when the work before it still hangs.</returns>
    public T? Run<T>(Func<T> work)
        where T : class
    {
        lock (gate)
        {
            if (latest is { IsCompleted: false })
            {
                return null;
            }

            Task<T> task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            latest = task;
            return task.Wait(patience) ? task.Result : null;
        }
    }
}

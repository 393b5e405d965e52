namespace TcpVet.Operations.Checkup;

/// <summary>A wait that a cancellation ends.</summary>
internal static class Pause
{
    /// <summary>Waits; false when it was cancelled.</summary>
    /// <param name="at">Until when, in <see cref="Environment.TickCount64"/>.</param>
    /// <param name="progress">Told each second how much is left; null where nobody waits.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static bool Until(long at, Action<TimeSpan>? progress, CancellationToken cancellation)
    {
        while (at - Environment.TickCount64 is > 0 and long left && !cancellation.IsCancellationRequested)
        {
            progress?.Invoke(TimeSpan.FromMilliseconds(left));
            cancellation.WaitHandle.WaitOne((int)Math.Min(left, 1000));
        }

        return !cancellation.IsCancellationRequested;
    }
}

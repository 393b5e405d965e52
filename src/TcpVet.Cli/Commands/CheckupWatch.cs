using TcpVet.Cli.Input;
using TcpVet.Cli.Output;
using TcpVet.Linux.Interop;
using TcpVet.Model;
using TcpVet.Operations.Settings;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Watching;

namespace TcpVet.Cli.Commands;

/// <summary><c>checkup --watch</c>: round after round, what appears and what clears, until it is stopped.</summary>
internal static class CheckupWatch
{
    /// <summary>Watches.</summary>
    /// <returns>1 when something at or above the level of the plan has appeared, else 0.</returns>
    public static int Run(Screen screen, CheckupPlan plan, string? netns)
    {
        TimeSpan every = plan.Watch!.Value;
        using Interruption interruption = new(everySignal: true);
        LiveCapture source = new(netns, plan, interruption.Token);
        FindingTracker tracker = new();
        WatchReport report = new(screen, plan.Settings, every);
        bool bad = false;
        long next = Environment.TickCount64;
        try
        {
            do
            {
                Capture capture = source.Next();
                Diagnosis diagnosis = plan.Diagnose(capture);
                IReadOnlyList<FindingEvent> events = tracker.Next(diagnosis.Findings, [.. diagnosis.CannotTell.Select(entry => entry.Code)], capture.TakenAt);
                bad |= events.Any(entry => entry.Change != FindingChange.Cleared && plan.FailOn.Catches(entry.Finding.Severity));
                report.Round(capture, diagnosis, events, tracker.Present);
                // A round that took longer than its time is not made up for.
                next = Math.Max(next + (long)every.TotalMilliseconds, Environment.TickCount64);
            }
            while (report.Rounds != plan.Samples && source.WaitUntil(next));
        }
        catch (OperationCanceledException)
        {
            // Stopped in the middle of a round: that round is not told.
        }

        catch (Exception exception) when (exception is KernelException or ObservationException)
        {
            // The namespace has gone, or the kernel refuses: what was seen until then is told all the same.
            report.End(tracker.Present);
            throw;
        }

        report.End(tracker.Present);
        return bad ? ExitStatus.FoundSomething : ExitStatus.Done;
    }
}

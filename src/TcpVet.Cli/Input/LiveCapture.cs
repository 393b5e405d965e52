using TcpVet.Cli.Commands;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.Readings;
using TcpVet.Model;
using TcpVet.Operations.Namespaces;
using TcpVet.Operations.Servers;
using TcpVet.Operations.Trace;
using TcpVet.Rules.Catalog;

namespace TcpVet.Cli.Input;

/// <summary>Takes captures of the live host as a plan says, with a line of progress for a person who waits.</summary>
/// <param name="netns">The word after <c>--netns</c>.</param>
/// <param name="plan">The plan.</param>
/// <param name="cancellation">Ends the waiting.</param>
internal sealed class LiveCapture(string? netns, CheckupPlan plan, CancellationToken cancellation)
{
    // Each sample compares two readings of its own, which need not be far apart.
    private static readonly TimeSpan LongestOwn = TimeSpan.FromSeconds(1);

    private readonly CaptureSeries series = new();

    /// <summary>Takes the capture of a check-up: one, or several samples made into one.</summary>
    /// <param name="recordSockets">How many sockets to put into the record.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Capture Take(int recordSockets)
    {
        IReadOnlyList<NetworkNamespace> namespaces = LiveNamespaces.Of(netns, Spoken.Notices());
        if (plan.Samples <= 2)
        {
            using TraceRun? trace = plan.Traced ? new TraceRun(namespaces) : null;
            using WaitLine line = new(plan.Interval, shown: plan.Interval >= TimeSpan.FromSeconds(1));
            Capture taken = TooFew(Read(namespaces, plan.Interval, recordSockets, line.Show));
            return trace?.AddTo(taken) ?? taken;
        }

        TimeSpan own = Own(plan.Interval);
        TimeSpan whole = plan.Interval * (plan.Samples - 1) + own;
        using WaitLine wait = new(whole, shown: whole >= TimeSpan.FromSeconds(1));
        long start = Environment.TickCount64;
        for (int i = 0; i < plan.Samples; i++)
        {
            TimeSpan after = plan.Interval * (plan.Samples - 1 - i);
            WaitUntil(start + (long)(plan.Interval * i).TotalMilliseconds, left => wait.Show(left + after + own));
            Add(Read(namespaces, own, i == plan.Samples - 1 ? recordSockets : 0, left => wait.Show(left + after)));
        }

        return series.Whole();
    }

    /// <summary>Takes the next sample of a watch, compared with the one before.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Capture Next()
    {
        IReadOnlyList<NetworkNamespace> namespaces = LiveNamespaces.Of(netns, series.Count > 0 ? Notices.None : Spoken.Notices());
        try
        {
            Add(Read(namespaces, Own(plan.Watch!.Value), recordSockets: 0, progress: null));
        }
        finally
        {
            foreach (NetworkNamespace seen in namespaces)
            {
                seen.Release();
            }
        }

        return TooFew(series.Latest());
    }

    /// <summary>Waits; false when it was cancelled.</summary>
    /// <param name="at">Until when, in <see cref="Environment.TickCount64"/>.</param>
    /// <param name="progress">Told each second how much is left.</param>
    public bool WaitUntil(long at, Action<TimeSpan>? progress = null)
    {
        while (at - Environment.TickCount64 is > 0 and long left && !cancellation.IsCancellationRequested)
        {
            progress?.Invoke(TimeSpan.FromMilliseconds(left));
            cancellation.WaitHandle.WaitOne((int)Math.Min(left, 1000));
        }

        return !cancellation.IsCancellationRequested;
    }

    private static TimeSpan Own(TimeSpan every) => every / 2 < LongestOwn ? every / 2 : LongestOwn;

    // What only grows needs three: a rule that asks for it can say how to get it.
    private static Capture TooFew(Capture capture) => capture.SamplesMs.Count >= 3 ? capture
        : capture with { Missing = [.. capture.Missing, new MissingFact(FactNames.Samples, "--samples 3 or more, or --watch")] };

    private void Add(Capture sample)
    {
        // The facts take their time after the last reading; the clock that is compared with only goes forward.
        double late = Math.Clamp((TimeProvider.System.GetUtcNow() - sample.TakenAt).TotalMilliseconds, 0, 60_000);
        series.Add(sample, Environment.TickCount64 - (long)late);
    }

    private Capture Read(IReadOnlyList<NetworkNamespace> namespaces, TimeSpan interval, int recordSockets, Action<TimeSpan>? progress)
    {
        Capture capture = new HostReader(ProcFsRoot.Default).Read(
            namespaces, netns == LiveNamespaces.Every ? 0 : Others(namespaces.Count),
            new CaptureOptions
            {
                Interval = interval,
                IdleThreshold = plan.Settings.Rules.IdleThreshold(),
                BindQuestions = plan.BindQuestions,
                RecordSockets = recordSockets,
                Version = ProgramVersion.Text,
                Progress = progress,
            },
            cancellation);
        cancellation.ThrowIfCancellationRequested();
        return new ServerConfigurations(ProcFsRoot.Default, quoted: false).AddTo(BootSettings.Beside(capture));
    }

    // How many namespaces there are besides is a hint, never worth failing for.
    private static int? Others(int examined)
    {
        try
        {
            return Math.Max(0, NetworkNamespaces.OfHost.All().Namespaces.Count - examined);
        }
        catch (KernelException)
        {
            return null;
        }
    }
}

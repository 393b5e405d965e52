using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Namespaces;
using TcpVet.Rules.Engine;
using TcpVet.Rules.Watching;

namespace TcpVet.Operations.Watch;

/// <summary>Watches the live host: a stream of rounds, which a screen, a daemon or a metrics endpoint consumes.</summary>
public static class HostWatch
{
    /// <summary>
    /// The rounds, each taken when it is asked for and its time has come. A round that took longer than its time is not made up for.
    /// The stream ends after the last round, or when it is cancelled; the round that was being taken then is not told.
    /// </summary>
    /// <param name="live">The host.</param>
    /// <param name="request">What to watch, and how often.</param>
    /// <param name="notices">Hears once what could not be looked at.</param>
    /// <param name="cancellation">Ends the watch.</param>
    /// <exception cref="KernelException">The namespace has gone, or the kernel refuses.</exception>
    /// <exception cref="ObservationException">Something else cannot be observed any more.</exception>
    public static IEnumerable<WatchRound> Rounds(LiveHost live, WatchRequest request, Notices notices, CancellationToken cancellation)
    {
        using WatchedHost host = new(live, request, notices, cancellation);
        long next = Environment.TickCount64;
        for (int number = 1; host.Next(number) is { } round; number++)
        {
            yield return round;
            next = Math.Max(next + (long)request.Every.TotalMilliseconds, Environment.TickCount64);
            if (number == request.Rounds || !Pause.Until(next, progress: null, cancellation))
            {
                yield break;
            }
        }
    }

    // What is remembered from round to round.
    private sealed class WatchedHost(LiveHost host, WatchRequest request, Notices notices, CancellationToken cancellation) : IDisposable
    {
        private readonly NamespaceSampler sampler = new(host, request.Checkup.Capture, cancellation);
        private readonly CaptureSeries series = new();
        private readonly FindingTracker tracker = new();
        private Listening? listening; // from the first round on, between the rounds as well

        /// <summary>Takes a round; null when it was cancelled.</summary>
        public WatchRound? Next(int number)
        {
            try
            {
                Capture capture = Sample();
                Diagnosis diagnosis = Diagnoser.Diagnose(request.Checkup, capture, notices);
                IReadOnlyList<FindingEvent> events =
                    tracker.Next(diagnosis.Findings, [.. diagnosis.CannotTell.Select(entry => entry.Code)], capture.TakenAt);
                return new WatchRound(number, capture, diagnosis, events, tracker.Present);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }

        private Capture Sample()
        {
            // What cannot be looked at is told in the first round.
            Notices told = series.Count > 0 ? Notices.None : notices;
            IReadOnlyList<NetworkNamespace> namespaces = LiveNamespaces.Of(host.Namespaces, request.Checkup.Capture.Netns, told);
            try
            {
                listening ??= Listening.Start(host, request.Checkup.Capture, namespaces, lasts: true);
                Capture sample = sampler.Read(namespaces, CaptureRequest.Own(request.Every), recordSockets: 0, progress: null);
                series.Add(sample, NamespaceSampler.TickOf(sample));
            }
            finally
            {
                foreach (NetworkNamespace seen in namespaces)
                {
                    seen.Release();
                }
            }

            return listening.Settle(CaptureRequest.Own(request.Every), progress: null, cancellation)
                .AddTo(NamespaceSampler.TooFew(series.Latest()));
        }

        /// <inheritdoc/>
        public void Dispose() => listening?.Dispose();
    }
}

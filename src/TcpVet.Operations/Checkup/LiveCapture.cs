using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Model;
using TcpVet.Operations.Namespaces;
using TcpVet.Operations.Trace;

namespace TcpVet.Operations.Checkup;

/// <summary>Takes the capture of the live host.</summary>
public static class LiveCapture
{
    /// <summary>Takes a capture: one, or several samples made into one.</summary>
    /// <param name="host">The host.</param>
    /// <param name="request">How.</param>
    /// <param name="notices">Hears what could not be looked at, and how long the waiting lasts.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="KernelException">The kernel refuses what was asked for.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Capture Take(LiveHost host, CaptureRequest request, Notices notices, CancellationToken cancellation)
    {
        IReadOnlyList<NetworkNamespace> namespaces = LiveNamespaces.Of(host.Namespaces, request.Netns, notices);
        NamespaceSampler sampler = new(host, request, cancellation);
        using Listening listening = Listening.Start(host, request, namespaces, lasts: request.Lasts > TimeSpan.Zero);
        if (request.Samples > CaptureRequest.StandardSamples)
        {
            Capture several = Several(request, sampler, namespaces, notices, cancellation);
            return listening.Settle(request.Interval, notices.Wait, cancellation).AddTo(several);
        }

        using TraceRun? trace = request.Traced ? new TraceRun(host, namespaces) : null;
        Capture taken = NamespaceSampler.TooFew(sampler.Read(namespaces, request.Interval, request.RecordSockets, notices.Wait));
        Capture heard = listening.Settle(request.Interval, notices.Wait, cancellation).AddTo(taken);
        return trace?.AddTo(heard) ?? heard;
    }

    private static Capture Several(
        CaptureRequest request, NamespaceSampler sampler, IReadOnlyList<NetworkNamespace> namespaces, Notices notices,
        CancellationToken cancellation)
    {
        CaptureSeries series = new();
        TimeSpan own = CaptureRequest.Own(request.Interval);
        long start = Environment.TickCount64;
        for (int i = 0; i < request.Samples; i++)
        {
            bool last = i == request.Samples - 1;
            TimeSpan after = request.Interval * (request.Samples - 1 - i);
            Pause.Until(start + (long)(request.Interval * i).TotalMilliseconds, left => notices.Wait(left + after + own), cancellation);
            Capture sample = sampler.Read(namespaces, own, last ? request.RecordSockets : 0, left => notices.Wait(left + after));
            series.Add(sample, NamespaceSampler.TickOf(sample));
        }

        return series.Whole();
    }
}

using TcpVet.Ebpf.Loading;
using TcpVet.Ebpf.Tracing;
using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Namespaces;
using TcpVet.Model;

namespace TcpVet.Operations.Trace;

/// <summary><c>trace</c>: follows the kernel and hands on what the filter lets pass, until it is over.</summary>
public static class LiveTrace
{
    // The programs wake the reader for many records only: this is how late a line may be.
    private const int WaitMs = 20;

    /// <summary>Traces.</summary>
    /// <param name="host">The host.</param>
    /// <param name="request">What to trace.</param>
    /// <param name="namespaces">The namespaces, as far as they are known.</param>
    /// <param name="names">Gets the clocks compared between two reads.</param>
    /// <param name="sink">Takes the lines.</param>
    /// <param name="flush">Called after each read: what was written should be seen.</param>
    /// <param name="notices">Takes what the reader should know.</param>
    /// <param name="cancellation">Ends the trace, which is its normal end.</param>
    /// <exception cref="EbpfException">This kernel, or whoever guards it, does not allow it.</exception>
    /// <exception cref="KernelException">The kernel's records cannot be read.</exception>
    public static void Run(
        LiveHost host, LiveTraceRequest request, IReadOnlyList<NetworkNamespace> namespaces, TraceNames names, ITraceSink sink,
        Action flush, Notices notices,
        CancellationToken cancellation)
    {
        TraceSummary? summary = request.Summary ? new TraceSummary() : null;
        TraceLines lines = new(request.Filter, sink, summary, request.Lives, request.MostLines);
        TraceRequest asked = new(
            request.AllNamespaces ? 0 : (uint)namespaces[0].Identity.Inode, Transitions: !request.Lives || request.Summary,
            Lives: request.Lives || request.Summary, Resets: false);
        using TraceSession session = TraceSession.Start(host, asked, namespaces, new ListenerOwners(host, namespaces, lines));
        SayBefore(session, request.Filter, notices);

        ulong began = TraceSession.Now;
        ulong until = request.Duration is { } time ? began + ((ulong)time.Ticks * 100) : ulong.MaxValue;
        while (!lines.IsFull && !cancellation.IsCancellationRequested && TraceSession.Now is var now && now < until)
        {
            session.Read((int)Math.Min(WaitMs, ((until - now) / 1_000_000) + 1));
            names.SetClock();
            flush();
        }

        session.End();
        if (summary is not null)
        {
            summary.Lost = session.Lost;
            summary.Seconds = (TraceSession.Now - began) / 1e9;
        }

        sink.End(summary);
        flush();
        SayAfter(session, notices);
    }

    private static void SayBefore(TraceSession session, TraceFilter filter, Notices notices)
    {
        foreach (string hint in filter.Hints)
        {
            notices.Say(hint);
        }

        foreach (KernelFeature missing in session.Missing)
        {
            notices.Say($"this kernel has no {missing.Name} (Linux {missing.Since}): {missing.Without}");
        }

        if (session.UnknownOwners is { } gap)
        {
            notices.Say(gap);
        }

        notices.Say("tracing, Ctrl-C ends");
    }

    // Lost is lost: whoever counts the lines must know.
    private static void SayAfter(TraceSession session, Notices notices)
    {
        if (session.Lost > 0)
        {
            notices.Say($"{Quantity.Of((long)session.Lost, "record")} lost: the output was slower than the connections; narrow the filter, or write to a file");
        }

        if (session.Forgotten > 0)
        {
            notices.Say($"{Quantity.Of((long)session.Forgotten, "change")} of state not told: the kernel had no memory for the socket");
        }

        if (session.NotFollowed > 0)
        {
            notices.Say($"the end of {Quantity.Of(session.NotFollowed, "TIME_WAIT")} is not told: there were too many at once");
        }
    }
}

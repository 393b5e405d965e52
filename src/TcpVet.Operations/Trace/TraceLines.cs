using TcpVet.Ebpf.Tracing;

namespace TcpVet.Operations.Trace;

/// <summary>Hands what the filter lets pass to the sink and the summary, until there are enough lines.</summary>
/// <param name="filter">The filter.</param>
/// <param name="sink">The sink.</param>
/// <param name="summary">The summary; null when none was asked for.</param>
/// <param name="lives">Finished connections instead of changes of state.</param>
/// <param name="most">How many lines; null for no end.</param>
internal sealed class TraceLines(TraceFilter filter, ITraceSink sink, TraceSummary? summary, bool lives, int? most) : ITraceListener
{
    private long lines;

    /// <summary>True once there are enough lines.</summary>
    public bool IsFull => lines == most;

    public void OnTransition(in Transition transition)
    {
        if (IsFull || !filter.Matches(in transition))
        {
            return;
        }

        summary?.Add(in transition);
        if (!lives)
        {
            lines++;
            sink.Write(in transition);
        }
    }

    public void OnLife(ConnectionLife life)
    {
        if (IsFull || !filter.Matches(life))
        {
            return;
        }

        summary?.Add(life);
        if (lives)
        {
            lines++;
            sink.Write(life);
        }
    }

    public void OnReset(in ConnectionReset reset)
    {
        // Told with the life that it ended.
    }
}

using TcpVet.Ebpf.Tracing;

namespace TcpVet.Operations.Trace;

/// <summary>Takes what a trace tells, as it happens: a form of output, a screen, a store.</summary>
public interface ITraceSink
{
    /// <summary>Takes a change of state.</summary>
    void Write(in Transition transition);

    /// <summary>Takes a finished connection.</summary>
    void Write(ConnectionLife life);

    /// <summary>Is called once, behind the last line.</summary>
    /// <param name="summary">The summary; null when none was asked for.</param>
    void End(TraceSummary? summary);
}

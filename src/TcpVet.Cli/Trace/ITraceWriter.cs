using TcpVet.Ebpf.Tracing;

namespace TcpVet.Cli.Trace;

/// <summary>Writes what a trace tells in one form.</summary>
internal interface ITraceWriter
{
    /// <summary>Writes a change of state.</summary>
    void Write(in Transition transition);

    /// <summary>Writes a finished connection.</summary>
    void Write(ConnectionLife life);

    /// <summary>Writes what comes after the last line.</summary>
    /// <param name="summary">The summary; null when none was asked for.</param>
    void End(TraceSummary? summary);
}

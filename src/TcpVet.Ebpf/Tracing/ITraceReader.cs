using TcpVet.Ebpf.Interop;

namespace TcpVet.Ebpf.Tracing;

/// <summary>Gets what the programs tell, in the order in which it happened on each processor.</summary>
public interface ITraceReader
{
    /// <summary>A socket changed its state.</summary>
    void OnTransition(in tcpvet_transition record);

    /// <summary>A connection came to CLOSE.</summary>
    void OnLife(in tcpvet_life record);

    /// <summary>A RST went out or came in.</summary>
    void OnReset(in tcpvet_reset record);
}

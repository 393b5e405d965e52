namespace TcpVet.Ebpf.Tracing;

/// <summary>Gets what happened, told whole.</summary>
public interface ITraceListener
{
    /// <summary>A socket changed its state.</summary>
    void OnTransition(in Transition transition);

    /// <summary>A connection ended.</summary>
    void OnLife(ConnectionLife life);

    /// <summary>A RST went out or came in.</summary>
    void OnReset(in ConnectionReset reset);
}

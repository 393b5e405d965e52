using TcpVet.Ebpf.Interop;
using TcpVet.Ebpf.Tracing;
using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tests;

/// <summary>Everything that the programs tell of one sandbox, as it comes.</summary>
internal sealed class RecordedTrace : ITraceReader, IDisposable
{
    private readonly ConnectionTrace trace;

    internal RecordedTrace(Sandbox sandbox) =>
        trace = ConnectionTrace.Start(new TraceRequest((uint)sandbox.NetnsInode, Transitions: true, Lives: true, Resets: true));

    internal List<tcpvet_transition> Transitions { get; } = [];

    internal List<tcpvet_life> Lives { get; } = [];

    internal List<tcpvet_reset> Resets { get; } = [];

    internal ConnectionTrace Trace => trace;

    /// <summary>Reads until something has been told.</summary>
    internal void Await(Func<RecordedTrace, bool> told)
    {
        Deadline deadline = Deadline.Usual;
        while (!told(this) && deadline.LeftMs > 0)
        {
            trace.Read(10, this);
        }
    }

    /// <summary>The states that the socket of a cookie went through, as <c>CLOSE→SYN_SENT</c>.</summary>
    internal IEnumerable<string> PathOf(ulong cookie) =>
        Transitions.Where(record => record.socket.cookie == cookie).Select(record => $"{((TcpState)record.from).Name()}→{((TcpState)record.to).Name()}");

    public void OnTransition(in tcpvet_transition record) => Transitions.Add(record);

    public void OnLife(in tcpvet_life record) => Lives.Add(record);

    public void OnReset(in tcpvet_reset record) => Resets.Add(record);

    public void Dispose() => trace.Dispose();
}

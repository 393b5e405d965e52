using TcpVet.Linux.Owners;
using TcpVet.Linux.ProcFs;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Operations.Sources;

/// <summary>A record.</summary>
/// <param name="netns">The namespace's name in output.</param>
/// <param name="proc">Where this host's proc(5) is mounted.</param>
/// <param name="source">Its sockets.</param>
/// <param name="recorded">Their owners.</param>
/// <param name="nameOf">Names a process of the record; null when the record does not know it.</param>
internal sealed class RecordedView(string netns, ProcFsRoot proc, RecordedSource source, OwnerTable recorded, Func<int, string?> nameOf)
    : PlaceView(netns, proc)
{
    public override SocketSource Source => source;

    protected override void Dispose(bool disposing) => source.Dispose();

    protected override OwnerTable FindOwners() => recorded;

    protected override string? FindProcessName(int pid) => nameOf(pid);

    // A record holds the numbers; their names belong to the host that it was made on.
    protected override string? FindInterfaceName(uint index) => null;

    protected override string? FindCgroupPath(ulong id) => null;
}

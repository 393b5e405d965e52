using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.SockDiag;

/// <summary>
/// The kernel's sockets in the network namespace of the calling thread: over sock_diag, or from /proc/net where the kernel refuses
/// or lacks it. Which one it is shows at the first dump.
/// </summary>
public sealed class KernelSource : SocketSource
{
    /// <summary>
    /// Set in the environment, this makes the program behave as on a kernel without sock_diag: to see what is lost, and for tests.
    /// </summary>
    public const string PretendVariable = "TCPVET_NO_SOCK_DIAG";

    private readonly ProcFsRoot root;
    private SocketSource source;
    private string? refusal;
    private ProcNetSource? udpInstead;

    private KernelSource(ProcFsRoot root, SocketSource source, string? refusal)
    {
        this.root = root;
        this.source = source;
        this.refusal = refusal;
    }

    /// <summary>Why sock_diag is not used; null while it is.</summary>
    public override string? Refusal => refusal;

    /// <inheritdoc/>
    /// <remarks>Of UDP it may know less: /proc/net replaces what a kernel without CONFIG_INET_UDP_DIAG lacks.</remarks>
    public override bool IsComplete => source.IsComplete;

    /// <inheritdoc/>
    public override bool TakesBytecode => source.TakesBytecode;

    /// <summary>The sock_diag socket, for what only it can do; null when it is not used.</summary>
    public SockDiagSource? SockDiag => source as SockDiagSource;

    /// <summary>Opens the best source that there is.</summary>
    public static KernelSource Open(ProcFsRoot root)
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(PretendVariable)))
        {
            return new KernelSource(root, new ProcNetSource(root), $"{PretendVariable} is set");
        }

        try
        {
            return new KernelSource(root, SockDiagSource.Open(), null);
        }
        catch (KernelException exception) when (IsLacking(exception))
        {
            return new KernelSource(root, new ProcNetSource(root), exception.Message);
        }
    }

    /// <inheritdoc/>
    public override DumpOutcome Dump(SocketQuery query, ISocketVisitor visitor)
    {
        if (query.Protocol == Protocol.Udp && udpInstead is not null)
        {
            return udpInstead.Dump(query, visitor);
        }

        try
        {
            return source.Dump(query, visitor);
        }
        catch (KernelException exception) when (query is { Protocol: Protocol.Udp, Bytecode: null } && exception.Errno == Errno.ENOENT)
        {
            // Without CONFIG_INET_UDP_DIAG the kernel still diagnoses TCP, in full.
            udpInstead = new ProcNetSource(root);
            return udpInstead.Dump(query, visitor);
        }
        catch (KernelException exception) when (source is SockDiagSource && query.Bytecode is null && IsLacking(exception))
        {
            // The refusal comes before the first socket: nothing was handed out yet.
            source.Dispose();
            source = new ProcNetSource(root);
            refusal = exception.Message;
            return source.Dump(query, visitor);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        source.Dispose();
        base.Dispose(disposing);
    }

    // ENOENT: no module for the family or protocol (sock_diag.c __sock_diag_cmd, inet_diag_lock_handler).
    private static bool IsLacking(KernelException exception) => exception.Errno
        is Errno.EPERM or Errno.EACCES or Errno.ENOENT or Errno.ENOSYS or Errno.EOPNOTSUPP or Errno.EPROTONOSUPPORT or Errno.EAFNOSUPPORT;
}

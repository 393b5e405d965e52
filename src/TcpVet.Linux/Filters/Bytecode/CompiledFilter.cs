namespace TcpVet.Linux.Filters;

/// <summary>
/// What the kernel can decide of an expression. To use it: push <see cref="Bytecode"/>; unless <see cref="Exact"/>, ask the
/// filter of <see cref="SocketFilter.Remaining"/> about each socket that arrives, and before that, when
/// <see cref="AutoboundBytecode"/> is set, gather the cookies of a dump with it into <see cref="FilterContext.Autobound"/>.
/// A kernel that answers EINVAL (an operation newer than it is) or EPERM (marks, without CAP_NET_ADMIN) is asked again without
/// bytecode, and the whole filter decides.
/// </summary>
public sealed class CompiledFilter
{
    internal CompiledFilter(byte[]? bytecode, FilterExpression? residual, byte[]? autobound)
    {
        Bytecode = bytecode;
        Residual = residual;
        AutoboundBytecode = autobound;
    }

    /// <summary>
    /// The payload of INET_DIAG_REQ_BYTECODE: it lets pass what the expression matches, and more unless <see cref="Exact"/>.
    /// Null when the kernel would let everything pass.
    /// </summary>
    public byte[]? Bytecode { get; }

    /// <summary>True when the bytecode alone decides.</summary>
    public bool Exact => Residual is null;

    /// <summary>The conditions that must still be decided in user space; null when none are left.</summary>
    public FilterExpression? Residual { get; }

    /// <summary>
    /// Bytecode that selects the autobound sockets, when <see cref="Residual"/> asks for them: only the kernel knows, and it
    /// does not say so in its answers. A socket made between the two dumps counts as not autobound.
    /// </summary>
    public byte[]? AutoboundBytecode { get; }
}

using System.Text;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux.Filters;

/// <summary>
/// A condition on a socket, or conditions joined together. Immutable; its text (<see cref="ToString"/>) is an
/// expression that parses to the same again, with names resolved to numbers.
/// </summary>
public abstract class FilterExpression
{
    private protected FilterExpression()
    {
    }

    /// <summary>What the expression needs to know to answer.</summary>
    public virtual FilterNeeds Needs => FilterNeeds.None;

    /// <summary>True when INET_DIAG_REQ_BYTECODE can decide all of it.</summary>
    internal abstract bool KernelDecides { get; }

    /// <summary>Decides in user space, without allocation.</summary>
    public abstract Truth Evaluate(in SocketView socket, FilterContext context);

    /// <inheritdoc/>
    public sealed override string ToString()
    {
        StringBuilder text = new();
        Print(text);
        return text.ToString();
    }

    internal abstract void Print(StringBuilder text);
}

/// <summary>What an expression needs beyond a socket's fixed part.</summary>
[Flags]
public enum FilterNeeds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The processes that hold the socket (<see cref="FilterContext.Owners"/>).</summary>
    Owners = 1,

    /// <summary>tcp_info: ask the kernel for INET_DIAG_INFO.</summary>
    TcpInfo = 2,

    /// <summary>Whether the kernel chose the port, which only its bytecode tells (<see cref="FilterContext.Autobound"/>).</summary>
    Autobound = 4,

    /// <summary>Queues, mark or control group, which only the kernel's answer about a socket that is there holds.</summary>
    Answer = 8,
}

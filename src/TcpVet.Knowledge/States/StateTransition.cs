using TcpVet.Model;

namespace TcpVet.Knowledge;

/// <summary>Who makes a transition happen.</summary>
public enum Actor
{
    /// <summary>The program that owns the socket, by a system call.</summary>
    Application,

    /// <summary>The other end, by a segment.</summary>
    Peer,

    /// <summary>A timer or limit of this kernel.</summary>
    Kernel,

    /// <summary>A person or tool from outside: <c>ss -K</c>, <c>tcpvet close</c>.</summary>
    Administrator,
}

/// <summary>A step from one state to another.</summary>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="By">Who makes it happen.</param>
/// <param name="Trigger">What happens.</param>
public sealed record StateTransition(TcpState From, TcpState To, Actor By, string Trigger);

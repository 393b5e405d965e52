using System.Numerics;

namespace TcpVet.Model;

/// <summary>A set of states as the kernel's bit mask (<c>1 &lt;&lt; state</c>), as sock_diag's <c>idiag_states</c> takes it.</summary>
/// <param name="Mask">Bit n stands for the state with number n.</param>
public readonly record struct TcpStateSet(uint Mask)
{
    /// <summary>No state.</summary>
    public static TcpStateSet None { get; } = new(0);

    /// <summary>Every state that a kernel reports; SYN_RECV includes request sockets.</summary>
    public static TcpStateSet All { get; } = new(0x3FFE);

    /// <summary>ss's group <c>connected</c>: all but LISTEN and CLOSE (and not the bound-inactive pseudo-state).</summary>
    public static TcpStateSet Connected { get; } = All - Of(TcpState.Listen, TcpState.Close, TcpState.BoundInactive);

    /// <summary>ss's group <c>synchronized</c>: connected without SYN_SENT.</summary>
    public static TcpStateSet Synchronized { get; } = Connected - Of(TcpState.SynSent);

    /// <summary>ss's group <c>bucket</c>: kept as mini-sockets, TIME_WAIT and SYN_RECV.</summary>
    public static TcpStateSet Bucket { get; } = Of(TcpState.SynRecv, TcpState.TimeWait);

    /// <summary>ss's group <c>big</c>: all that are not kept as mini-sockets.</summary>
    public static TcpStateSet Big { get; } = All - Bucket;

    /// <summary>What ss shows without a state filter: connected without TIME_WAIT and SYN_RECV.</summary>
    public static TcpStateSet DefaultShown { get; } = Connected - Bucket;

    /// <summary>True when nothing is in the set.</summary>
    public bool IsEmpty => Mask == 0;

    /// <summary>How many states are in the set; request sockets count with SYN_RECV.</summary>
    public int Count => BitOperations.PopCount(Mask & ~Bit(TcpState.NewSynRecv));

    /// <summary>The set of the given states; SYN_RECV brings the kernel's NEW_SYN_RECV with it, since both are shown as SYN_RECV.</summary>
    public static TcpStateSet Of(params ReadOnlySpan<TcpState> states)
    {
        uint mask = 0;
        foreach (TcpState state in states)
        {
            mask |= Bit(state);
            if (state is TcpState.SynRecv)
            {
                mask |= Bit(TcpState.NewSynRecv);
            }
        }

        return new(mask);
    }

    /// <summary>True when the state is in the set.</summary>
    public bool Contains(TcpState state) => (Mask & Bit(state)) != 0;

    /// <summary>Set union.</summary>
    public static TcpStateSet operator |(TcpStateSet left, TcpStateSet right) => new(left.Mask | right.Mask);

    /// <summary>Set intersection.</summary>
    public static TcpStateSet operator &(TcpStateSet left, TcpStateSet right) => new(left.Mask & right.Mask);

    /// <summary>Set difference.</summary>
    public static TcpStateSet operator -(TcpStateSet left, TcpStateSet right) => new(left.Mask & ~right.Mask);

    /// <summary>The named form of <c>|</c>.</summary>
    public TcpStateSet BitwiseOr(TcpStateSet other) => this | other;

    /// <summary>The named form of <c>&amp;</c>.</summary>
    public TcpStateSet BitwiseAnd(TcpStateSet other) => this & other;

    /// <summary>The named form of <c>-</c>.</summary>
    public TcpStateSet Subtract(TcpStateSet other) => this - other;

    // A shift counts modulo 32: an unknown number would pass as a known state.
    private static uint Bit(TcpState state) => (int)state < 32 ? 1u << (int)state : 0;
}

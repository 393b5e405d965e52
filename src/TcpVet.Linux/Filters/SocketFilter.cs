using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Filters;

/// <summary>
/// A filter that was understood. It belongs to the network namespace whose names it was read with: interfaces have other
/// indexes elsewhere.
/// </summary>
public sealed class SocketFilter
{
    private readonly uint states;

    internal SocketFilter(TcpStateSet? states, FilterExpression? expression, AddressFamily? family, IReadOnlyList<string> hints)
    {
        States = states;
        Expression = expression;
        Family = family;
        Hints = hints;
        this.states = states?.Mask ?? uint.MaxValue;
    }

    /// <summary>The filter that lets all pass.</summary>
    public static SocketFilter None { get; } = new(null, null, null, []);

    /// <summary>The states that the user asked for; null when the filter names none, and the command's default holds.</summary>
    public TcpStateSet? States { get; }

    /// <summary>The conditions; null when there are none.</summary>
    public FilterExpression? Expression { get; }

    /// <summary>The family of sockets that the filter is restricted to by <c>inet:</c> or <c>inet6:</c>, as in ss; null for both.</summary>
    public AddressFamily? Family { get; }

    /// <summary>
    /// A condition that every socket fulfils, as an empty variable of a script leaves it behind: <c>sport = :</c>; the whole filter when it
    /// says nothing at all. Null when each part says something.
    /// </summary>
    public string? Void => States is null && Expression is null ? "the filter is empty" : Expression is null ? null : VoidIn(Expression);

    /// <summary>What to tell the user about how the filter was read, one line each.</summary>
    public IReadOnlyList<string> Hints { get; }

    /// <summary>True when <see cref="FilterContext.Owners"/> must be given.</summary>
    public bool NeedsOwners => Needs(FilterNeeds.Owners);

    /// <summary>True when the kernel must be asked for tcp_info.</summary>
    public bool NeedsTcpInfo => Needs(FilterNeeds.TcpInfo);

    /// <summary>True when the filter says <c>autobound</c>, which the kernel decides: see
    /// <see cref="CompiledFilter.AutoboundBytecode"/>.</summary>
    public bool NeedsAutobound => Needs(FilterNeeds.Autobound);

    /// <summary>Decides about one socket in user space, states and family included. Allocates nothing.</summary>
    public bool Matches(in SocketView socket, FilterContext context)
    {
        if ((states >> (int)socket.State & 1) == 0 || (Family is { } family && socket.Family != family))
        {
            return false;
        }

        return Expression is null || Expression.Evaluate(in socket, context) == Truth.True;
    }

    /// <summary>Makes the bytecode for the kernel.</summary>
    public CompiledFilter Compile() => BytecodeCompiler.Compile(Expression);

    /// <summary>The same filter with only those conditions that the kernel leaves to be decided.</summary>
    public SocketFilter Remaining(CompiledFilter compiled)
    {
        ArgumentNullException.ThrowIfNull(compiled);
        return new(States, compiled.Residual, Family, Hints);
    }

    private static string? VoidIn(FilterExpression expression)
    {
        switch (expression)
        {
            case HostCondition { Prefix: null or { Length: 0 }, Port: null } host:
                return $"'{host}' holds for every socket";
            case NotExpression not:
                return VoidIn(not.Operand);
            case ChainExpression chain:
                string? found = VoidIn(chain.First);
                foreach (ChainLink link in chain.Links)
                {
                    found ??= VoidIn(link.Operand);
                }

                return found;
            default:
                return null;
        }
    }

    private bool Needs(FilterNeeds need) => Expression is not null && (Expression.Needs & need) != 0;
}

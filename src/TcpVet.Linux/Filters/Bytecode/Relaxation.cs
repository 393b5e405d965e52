using System.Text;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux.Filters;

/// <summary>A condition that was decided before any socket was seen; only the compiler makes it.</summary>
internal sealed class ConstantExpression(bool value) : FilterExpression
{
    internal static readonly ConstantExpression True = new(true);
    internal static readonly ConstantExpression False = new(false);

    internal bool Value { get; } = value;

    internal override bool KernelDecides => true;

    public override Truth Evaluate(in SocketView socket, FilterContext context) => TruthLogic.Of(Value);

    internal override void Print(StringBuilder text) => text.Append(Value ? "src = *" : "not src = *");
}

/// <summary>Divides an expression between the kernel and user space.</summary>
internal static class Relaxation
{
    /// <summary>
    /// The expression with all that the kernel cannot decide replaced by the answer that lets more pass: true where it counts
    /// positively, false under an odd number of negations. AND, OR and NOT of three values are monotone in that order, so
    /// whatever the expression matches, the result matches too.
    /// </summary>
    internal static FilterExpression Superset(FilterExpression expression) => Relax(expression, positive: true);

    /// <summary>
    /// What is left for user space once <see cref="Superset"/> was applied: the parts of the outermost conjunction that the kernel
    /// does not decide on its own. Null for none.
    /// </summary>
    internal static FilterExpression? Residual(FilterExpression expression)
    {
        if (expression.KernelDecides)
        {
            return null;
        }

        if (expression is not ChainExpression chain)
        {
            return expression;
        }

        // Read from left to right, all links behind the last "or" are joined with what stands before as a whole.
        ReadOnlySpan<ChainLink> links = chain.Links;
        int conjuncts = links.Length;
        while (conjuncts > 0 && !links[conjuncts - 1].IsOr)
        {
            conjuncts--;
        }

        FilterExpression head = ChainExpression.Of(chain.First, links[..conjuncts]);
        FilterExpression? left = conjuncts == 0 ? Residual(head) : head.KernelDecides ? null : head;
        List<ChainLink> rest = [];
        foreach (ChainLink link in links[conjuncts..])
        {
            if (Residual(link.Operand) is { } undecided)
            {
                rest.Add(new ChainLink(false, undecided));
            }
        }

        return left is null
            ? ChainExpression.Of(rest[0].Operand, rest.Skip(1).ToArray())
            : ChainExpression.Of(left, rest.ToArray());
    }

    private static FilterExpression Relax(FilterExpression expression, bool positive)
    {
        switch (expression)
        {
            case NotExpression not:
                return Relax(not.Operand, !positive) is var operand && operand is ConstantExpression constant
                    ? constant.Value ? ConstantExpression.False : ConstantExpression.True
                    : NotExpression.Of(operand);
            case ChainExpression chain:
                return RelaxChain(chain, positive);
            case HostCondition { Prefix: null, Port: null }:
                return ConstantExpression.True;
            default:
                return expression.KernelDecides ? expression : positive ? ConstantExpression.True : ConstantExpression.False;
        }
    }

    private static FilterExpression RelaxChain(ChainExpression chain, bool positive)
    {
        FilterExpression first = Relax(chain.First, positive);
        List<ChainLink> links = [];
        foreach (ChainLink link in chain.Links)
        {
            FilterExpression operand = Relax(link.Operand, positive);
            bool settled = links.Count == 0 && first is ConstantExpression;
            if (operand is ConstantExpression constant)
            {
                // x and true, x or false: nothing to do. x and false, x or true: what stands before does not matter.
                if (constant.Value == link.IsOr)
                {
                    first = constant;
                    links.Clear();
                }
            }
            else if (settled)
            {
                // true and x, false or x: x alone. true or x, false and x: settled already.
                first = ((ConstantExpression)first).Value == link.IsOr ? first : operand;
            }
            else
            {
                links.Add(new ChainLink(link.IsOr, operand));
            }
        }

        return ChainExpression.Of(first, links.ToArray());
    }
}

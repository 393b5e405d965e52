using System.Text;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux.Filters;

/// <summary>One step of a chain: how the operand joins what stands before it.</summary>
/// <param name="IsOr">True for <c>or</c>, false for <c>and</c>.</param>
/// <param name="Operand">The operand.</param>
public readonly record struct ChainLink(bool IsOr, FilterExpression Operand);

/// <summary>
/// Operands joined by <c>and</c> and <c>or</c>, taken strictly from left to right: <c>a or b and c</c> is
/// <c>( a or b ) and c</c>. ss(8) promises that <c>and</c> binds closer, but the grammar of ss
/// (iproute2 misc/ssfilter.y, rule exprlist) does not do it, and scripts have the program's meaning.
/// A chain is flat: a long expression needs no deep stack.
/// </summary>
public sealed class ChainExpression : FilterExpression
{
    private readonly ChainLink[] links;

    private ChainExpression(FilterExpression first, ChainLink[] links)
    {
        First = first;
        this.links = links;
        Needs = first.Needs;
        KernelDecides = first.KernelDecides;
        foreach (ChainLink link in links)
        {
            Needs |= link.Operand.Needs;
            KernelDecides &= link.Operand.KernelDecides;
        }
    }

    /// <summary>The leftmost operand.</summary>
    public FilterExpression First { get; }

    /// <summary>The further operands, at least one.</summary>
    public ReadOnlySpan<ChainLink> Links => links;

    /// <inheritdoc/>
    public override FilterNeeds Needs { get; }

    internal override bool KernelDecides { get; }

    /// <summary>Joins operands; without links it is the operand itself.</summary>
    public static FilterExpression Of(FilterExpression first, params ReadOnlySpan<ChainLink> links) =>
        links.IsEmpty ? first : new ChainExpression(first, links.ToArray());

    /// <inheritdoc/>
    public override Truth Evaluate(in SocketView socket, FilterContext context)
    {
        Truth value = First.Evaluate(in socket, context);
        foreach (ref readonly ChainLink link in links.AsSpan())
        {
            if (link.IsOr)
            {
                value = value == Truth.True ? value : value.Or(link.Operand.Evaluate(in socket, context));
            }
            else
            {
                value = value == Truth.False ? value : value.And(link.Operand.Evaluate(in socket, context));
            }
        }

        return value;
    }

    internal static void PrintOperand(StringBuilder text, FilterExpression operand)
    {
        if (operand is not ChainExpression)
        {
            operand.Print(text);
            return;
        }

        text.Append("( ");
        operand.Print(text);
        text.Append(" )");
    }

    internal override void Print(StringBuilder text)
    {
        PrintOperand(text, First);
        foreach (ChainLink link in links)
        {
            text.Append(link.IsOr ? " or " : " and ");
            PrintOperand(text, link.Operand);
        }
    }
}

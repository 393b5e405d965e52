using System.Text;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux.Filters;

/// <summary>The negation of an expression; of what is unknown the negation is unknown too.</summary>
public sealed class NotExpression : FilterExpression
{
    private NotExpression(FilterExpression operand) => Operand = operand;

    /// <summary>What is negated; never itself a negation.</summary>
    public FilterExpression Operand { get; }

    /// <inheritdoc/>
    public override FilterNeeds Needs => Operand.Needs;

    internal override bool KernelDecides => Operand.KernelDecides;

    /// <summary>Negates; a double negation falls away, so that a thousand of them nest no deeper than one.</summary>
    public static FilterExpression Of(FilterExpression operand) =>
        operand is NotExpression inner ? inner.Operand : new NotExpression(operand);

    /// <inheritdoc/>
    public override Truth Evaluate(in SocketView socket, FilterContext context) => Operand.Evaluate(in socket, context).Not();

    internal override void Print(StringBuilder text)
    {
        text.Append("not ");
        ChainExpression.PrintOperand(text, Operand);
    }
}

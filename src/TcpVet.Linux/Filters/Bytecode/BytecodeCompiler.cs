using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Filters;

/// <summary>
/// Makes INET_DIAG_REQ_BYTECODE (net/ipv4/inet_diag.c inet_diag_bc_run, inet_diag_bc_audit) of expressions.
/// </summary>
/// <remarks>
/// A program is a row of conditions; each goes on behind itself when it holds (<c>yes</c>) and jumps forward when not (<c>no</c>).
/// To end at the program's end is to match, 4 bytes behind it is not to. Ports are compared with hostcond, GE and LE
/// alone, which every kernel with sock_diag has (3.3); S_EQ and D_EQ came later and save nothing.
/// </remarks>
public static class BytecodeCompiler
{
    /// <summary>The longest program that is pushed, in bytes. The kernel's audit is quadratic in the number of jumps, and a netlink
    /// attribute ends at 64 KiB.</summary>
    public const int MaxLength = 32 * 1024;

    /// <summary>Compiles an expression; what the kernel cannot decide is relaxed, so that too much rather than too little passes.</summary>
    /// <param name="expression">The expression; null for none.</param>
    public static CompiledFilter Compile(FilterExpression? expression)
    {
        if (expression is null)
        {
            return new CompiledFilter(null, null, null);
        }

        FilterExpression? residual = Relaxation.Residual(expression);
        byte[]? bytecode = Assemble(Relaxation.Superset(expression));
        if (bytecode is { Length: > MaxLength })
        {
            bytecode = null;
            residual = expression;
        }

        byte[]? autobound = residual is not null ? Autobound(residual) : null;
        return new CompiledFilter(bytecode, residual, autobound);
    }

    private static byte[]? Autobound(FilterExpression residual)
    {
        if ((residual.Needs & FilterNeeds.Autobound) == 0)
        {
            return null;
        }

        // The ephemeral range is checked in user space again; here it keeps the answer small.
        AutoboundCondition condition = FindAutobound(residual)!;
        return Assemble(condition);
    }

    private static AutoboundCondition? FindAutobound(FilterExpression expression)
    {
        if (expression is AutoboundCondition found)
        {
            return found;
        }

        if (expression is NotExpression not)
        {
            return FindAutobound(not.Operand);
        }

        if (expression is not ChainExpression chain)
        {
            return null;
        }

        AutoboundCondition? first = FindAutobound(chain.First);
        foreach (ChainLink link in chain.Links)
        {
            first ??= FindAutobound(link.Operand);
        }

        return first;
    }

    // Null for an expression that is always true: there is nothing to push.
    private static byte[]? Assemble(FilterExpression expression)
    {
        if (expression is ConstantExpression { Value: true })
        {
            return null;
        }

        BytecodeWriter writer = new();
        Label match = new();
        Emit(writer, expression, match, writer.Reject, match);
        writer.Bind(match);
        return writer.ToArray();
    }

    // Emits code that ends at onTrue or onFalse; next is the label that will be bound right behind it.
    private static void Emit(BytecodeWriter writer, FilterExpression expression, Label onTrue, Label onFalse, Label next)
    {
        switch (expression)
        {
            case ChainExpression chain:
                EmitChain(writer, chain, onTrue, onFalse, next);
                return;
            case NotExpression not:
                Emit(writer, not.Operand, onFalse, onTrue, next);
                return;
            case ConstantExpression constant:
                Jump(writer, constant.Value ? onTrue : onFalse, next);
                return;
            case PortCondition port:
                EmitPort(writer, port, onTrue, onFalse, next);
                return;
            case HostCondition { Prefix: null, Port: null }:
                Jump(writer, onTrue, next);
                return;
            case HostCondition host:
                writer.Host(host.End == SocketEnd.Local ? InetDiagBytecode.INET_DIAG_BC_S_COND : InetDiagBytecode.INET_DIAG_BC_D_COND,
                    host.Prefix, host.Port, onFalse);
                break;
            case DeviceCondition device:
                writer.Device(device.Index, onFalse);
                break;
            case MarkCondition mark:
                writer.Mark(mark.Mark, mark.Mask, onFalse);
                break;
            case CgroupCondition cgroup:
                writer.Cgroup(cgroup.Id, onFalse);
                break;
            case AutoboundCondition autobound:
                writer.Plain(InetDiagBytecode.INET_DIAG_BC_AUTO, onFalse);
                writer.Port(InetDiagBytecode.INET_DIAG_BC_S_GE, autobound.Ports.First, onFalse);
                writer.Port(InetDiagBytecode.INET_DIAG_BC_S_LE, autobound.Ports.Last, onFalse);
                break;
            default:
                throw new InvalidOperationException($"no bytecode for {expression.GetType().Name}");
        }

        Jump(writer, onTrue, next);
    }

    // A chain is ((first op1 x1) op2 x2) …: what stands before a link may skip it, so targets are settled from the right.
    private static void EmitChain(BytecodeWriter writer, ChainExpression chain, Label onTrue, Label onFalse, Label next)
    {
        ReadOnlySpan<ChainLink> links = chain.Links;
        (Label True, Label False)[] targets = new (Label, Label)[links.Length + 1];
        Label[] starts = new Label[links.Length + 1];
        targets[links.Length] = (onTrue, onFalse);
        for (int i = links.Length; i > 0; i--)
        {
            starts[i] = new Label();
            (Label whenTrue, Label whenFalse) = targets[i];
            targets[i - 1] = links[i - 1].IsOr ? (whenTrue, starts[i]) : (starts[i], whenFalse);
        }

        Emit(writer, chain.First, targets[0].True, targets[0].False, starts[1]);
        for (int i = 1; i <= links.Length; i++)
        {
            writer.Bind(starts[i]);
            Emit(writer, links[i - 1].Operand, targets[i].True, targets[i].False, i == links.Length ? next : starts[i + 1]);
        }
    }

    private static void EmitPort(BytecodeWriter writer, PortCondition condition, Label onTrue, Label onFalse, Label next)
    {
        bool local = condition.End == SocketEnd.Local;
        InetDiagBytecode atLeast = local ? InetDiagBytecode.INET_DIAG_BC_S_GE : InetDiagBytecode.INET_DIAG_BC_D_GE;
        InetDiagBytecode atMost = local ? InetDiagBytecode.INET_DIAG_BC_S_LE : InetDiagBytecode.INET_DIAG_BC_D_LE;
        switch (condition.Comparison)
        {
            case Comparison.NotEqual:
                (onTrue, onFalse) = (onFalse, onTrue);
                goto case Comparison.Equal;
            case Comparison.Equal:
                writer.Host(local ? InetDiagBytecode.INET_DIAG_BC_S_COND : InetDiagBytecode.INET_DIAG_BC_D_COND, null, condition.Port,
                    onFalse);
                break;
            case Comparison.GreaterOrEqual:
                writer.Port(atLeast, condition.Port, onFalse);
                break;
            case Comparison.LessOrEqual:
                writer.Port(atMost, condition.Port, onFalse);
                break;
            case Comparison.Greater:
                (onTrue, onFalse) = (onFalse, onTrue);
                goto case Comparison.LessOrEqual;
            default:
                (onTrue, onFalse) = (onFalse, onTrue);
                goto case Comparison.GreaterOrEqual;
        }

        Jump(writer, onTrue, next);
    }

    private static void Jump(BytecodeWriter writer, Label target, Label next)
    {
        if (target != next)
        {
            writer.Plain(InetDiagBytecode.INET_DIAG_BC_JMP, target);
        }
    }
}

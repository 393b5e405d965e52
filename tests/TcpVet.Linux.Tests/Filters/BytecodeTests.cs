using CsCheck;
using TcpVet.Linux.Filters;
using TcpVet.Linux.SockDiag;

namespace TcpVet.Linux.Tests.Filters;

public sealed class BytecodeTests
{
    private static readonly FilterContext Context = new()
    {
        Autobound = new HashSet<ulong> { 5 },
        Owners = static (inode, process) => inode == 77 ? process.Matches(7, "a"u8) ? Truth.True : Truth.False : Truth.Unknown,
    };

    [Fact]
    public void The_kernel_takes_every_program_and_decides_as_user_space_does() =>
        Gen.Select(Expressions.Of(RandomFilters.KernelCondition, 3), RandomFilters.Socket.Array[8]).ForAll(
            static (text, sockets) =>
            {
                SocketFilter filter = TestNames.Parse(text);
                CompiledFilter compiled = filter.Compile();
                Assert.True(compiled.Exact);
                Assert.Null(compiled.AutoboundBytecode);
                Assert.Null(compiled.Bytecode is { } program ? BytecodeMachine.Audit(program) : null);
                foreach (SocketBytes bytes in sockets)
                {
                    SocketView socket = SocketBytes.View(bytes.ToBytes());
                    Assert.Equal(filter.Expression!.Evaluate(in socket, Context) == Truth.True, Passes(compiled, in socket));
                }
            },
            iter: 2 * Fuzz.Iterations);

    [Fact]
    public void What_the_kernel_cannot_decide_is_decided_behind_it() =>
        Gen.Select(Expressions.Of(RandomFilters.Condition, 3), RandomFilters.Socket.Array[8]).ForAll(
            static (text, sockets) =>
            {
                SocketFilter filter = TestNames.Parse(text);
                CompiledFilter compiled = filter.Compile();
                SocketFilter remaining = filter.Remaining(compiled);
                Assert.Null(compiled.Bytecode is { } program ? BytecodeMachine.Audit(program) : null);
                Assert.Equal(compiled.Exact, remaining.Expression is null);
                Assert.Equal(compiled.AutoboundBytecode is not null, remaining.NeedsAutobound);
                foreach (SocketBytes bytes in sockets)
                {
                    SocketView socket = SocketBytes.View(bytes.ToBytes());
                    bool matches = filter.Matches(in socket, Context);
                    bool passes = Passes(compiled, in socket);
                    Assert.True(passes || !matches);
                    Assert.Equal(matches, passes && remaining.Matches(in socket, Context));
                }
            },
            iter: 2 * Fuzz.Iterations);

    [Theory]
    [InlineData("process a", null)]
    [InlineData("not process a", null)]
    [InlineData("sport 1 process a", "process = a")]
    [InlineData("process a sport 1", "process = a")]
    [InlineData("process a or sport 1", null)]
    [InlineData("process a or sport 1 and dport 2", "process = a or sport = 1")]
    [InlineData("sport 1 or dport 2 and process a", "process = a")]
    [InlineData("( sport 1 and process a ) and ( dport 2 user 5 )", "process = a and user = 5")]
    [InlineData("not ( sport 1 or process a )", "not ( sport = 1 or process = a )")]
    [InlineData("autobound process a", "process = a")]
    public void Only_what_the_kernel_did_not_decide_is_left(string text, string? left)
    {
        CompiledFilter compiled = TestNames.Parse(text).Compile();
        Assert.Equal(left ?? TestNames.Parse(text).Expression!.ToString(), compiled.Residual!.ToString());
        Assert.Equal(left is null, compiled.Bytecode is null);
    }

    [Theory]
    [InlineData("autobound or process a", true)]
    [InlineData("not ( autobound and process a )", true)]
    [InlineData("autobound process a", false)]
    [InlineData("not autobound user 5", false)]
    [InlineData("autobound or sport 1", false)]
    public void Autobound_sockets_are_gathered_first_only_where_the_kernel_cannot_decide_at_once(string text, bool first)
    {
        CompiledFilter compiled = TestNames.Parse(text).Compile();
        Assert.Equal(first, compiled.AutoboundBytecode is not null);
        Assert.Null(first ? BytecodeMachine.Audit(compiled.AutoboundBytecode!) : null);
    }

    [Fact]
    public void A_comparison_with_the_ends_of_the_range_is_exact()
    {
        foreach (string text in (string[])["sport < 0", "sport > 65535", "sport >= 0", "sport <= 65535", "not sport >= 0"])
        {
            CompiledFilter compiled = TestNames.Parse(text).Compile();
            Assert.Null(BytecodeMachine.Audit(compiled.Bytecode!));
            foreach (ushort port in (ushort[])[0, 1, 65535])
            {
                SocketView socket = SocketBytes.View((new SocketBytes { LocalPort = port }).ToBytes());
                Assert.Equal(TestNames.Parse(text).Matches(in socket, Context), Passes(compiled, in socket));
            }
        }
    }

    [Fact]
    public void A_program_that_would_be_too_long_is_left_to_user_space()
    {
        string fits = string.Join(" or ", Enumerable.Range(0, 1_000).Select(static i => $"sport {i}"));
        string tooLong = string.Join(" or ", Enumerable.Range(0, 10_000).Select(static i => $"src [2001:db8::{i:x}]"));
        CompiledFilter first = TestNames.Parse(fits).Compile();
        Assert.True(first.Exact);
        Assert.InRange(first.Bytecode!.Length, 12_000, BytecodeCompiler.MaxLength);
        Assert.Null(BytecodeMachine.Audit(first.Bytecode));
        CompiledFilter second = TestNames.Parse(tooLong + " and autobound").Compile();
        Assert.Null(second.Bytecode);
        Assert.False(second.Exact);
        Assert.NotNull(second.AutoboundBytecode);
    }

    [Fact]
    public void No_expression_needs_no_program()
    {
        Assert.True(BytecodeCompiler.Compile(null) is { Exact: true, Bytecode: null, AutoboundBytecode: null });
        Assert.True(TestNames.Parse("state listen").Compile() is { Exact: true, Bytecode: null });
        Assert.True(TestNames.Parse("src *").Compile() is { Exact: true, Bytecode: null });
    }

    private static bool Passes(CompiledFilter compiled, in SocketView socket) =>
        compiled.Bytecode is not { } program || BytecodeMachine.Run(program, in socket, Context.Autobound!.Contains(socket.Cookie));
}

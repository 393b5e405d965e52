using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Tests.Interop;

public class KernelExceptionTests
{
    [Fact]
    public void The_message_names_operation_words_and_symbol() =>
        Assert.Equal("open /proc/net/tcp: Permission denied (EACCES)", new KernelException("open /proc/net/tcp", Errno.EACCES).Message);

    [Fact]
    public void The_kernels_own_words_come_last() =>
        Assert.EndsWith("(EINVAL): bad attribute", new KernelException("dump", Errno.EINVAL, "bad attribute").Message, StringComparison.Ordinal);

    [Fact]
    public void An_unnamed_number_is_still_told() => Assert.Equal("errno 9999", Errno.Name(9999));
}

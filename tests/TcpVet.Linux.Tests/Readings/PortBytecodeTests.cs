using TcpVet.Linux.Readings;
using TcpVet.Linux.Tests.Filters;

namespace TcpVet.Linux.Tests.Readings;

public sealed class PortBytecodeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(443)]
    [InlineData(32768)]
    [InlineData(65535)]
    public void The_kernels_audit_takes_it_and_it_lets_exactly_that_port_pass(int port)
    {
        byte[] program = PortBytecode.PeerPort((ushort)port);
        byte[] local = PortBytecode.LocalPort((ushort)port);
        Assert.Null(BytecodeMachine.Audit(program));
        Assert.Null(BytecodeMachine.Audit(local));
        foreach (int other in new[] { 0, 1, 2, 442, 443, 444, 32767, 32768, 32769, 65534, 65535 })
        {
            byte[] bytes = new SocketBytes { LocalPort = 443, PeerPort = (ushort)other }.ToBytes();
            Assert.Equal(other == port, BytecodeMachine.Run(program, SocketBytes.View(bytes), autobound: false));
            byte[] turned = new SocketBytes { LocalPort = (ushort)other, PeerPort = 443 }.ToBytes();
            Assert.Equal(other == port, BytecodeMachine.Run(local, SocketBytes.View(turned), autobound: false));
        }
    }
}

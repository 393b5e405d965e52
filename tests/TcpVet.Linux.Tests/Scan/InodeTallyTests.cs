using CsCheck;
using TcpVet.Linux.Scan;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.SockDiag;

namespace TcpVet.Linux.Tests.Scan;

public class InodeTallyTests
{
    [Fact]
    public void It_has_what_it_was_shown()
    {
        InodeTally tally =
            new InodeTally().Visit(
                new SocketBytes { Inode = 7 }, new SocketBytes { Inode = uint.MaxValue }, new SocketBytes { Inode = 0 },
                    new SocketBytes { Inode = 65_536 });
        Assert.Equal([7u, 65_536u, uint.MaxValue],
            new[] { 0u, 6u, 7u, 8u, 65_535u, 65_536u, 65_537u, uint.MaxValue }.Where(tally.Contains));
    }

    [Fact]
    public void Dense_and_sparse_blocks_agree_with_a_set() => Gen.Select(Gen.UInt[0, 70_000], Gen.Int[1, 6000], Gen.UInt[1, 40]).ForAll(
        (from, count, step) =>
        {
            uint[] inodes = [.. Enumerable.Range(1, count).Select(i => from + ((uint)i * step))];
            InodeTally tally =
                new InodeTally().Visit(inodes.Select(inode => new SocketBytes { Inode = inode, IsFull = false, Mark = null }));
            HashSet<uint> expected = [.. inodes];
            Assert.All(Enumerable.Range(0, 400_000 / 7).Select(i => (uint)i * 7), inode =>
                Assert.Equal(expected.Contains(inode), tally.Contains(inode)));
        },
        iter: 5);
}

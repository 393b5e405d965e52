using System.Text;
using CsCheck;
using TcpVet.Linux.Owners;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Owners;

public class OwnerTableTests
{
    [Fact]
    public void Owners_of_a_shared_socket_come_by_pid_and_descriptor()
    {
        OwnerTable table = OwnerTable.From([new(7, 30, 5), new(7, 10, 9), new(8, 10, 1), new(7, 10, 3), new(7, 20, 1)]);
        Assert.Equal([new(7, 10, 3), new(7, 10, 9), new(7, 20, 1), new(7, 30, 5)], All(table, 7));
        Assert.Equal(new SocketOwner(7, 10, 3), table.Of(7).First);
        Assert.Equal(2, table.Sockets);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(6u)]
    [InlineData(uint.MaxValue)]
    public void An_unknown_socket_has_no_owner(uint inode)
    {
        OwnerTable table = OwnerTable.From([new(7, 1, 1)]);
        Assert.True(table.Of(inode).IsEmpty);
        Assert.Null(table.Of(inode).First);
    }

    [Fact]
    public void It_answers_as_a_plain_lookup_does() =>
        Gen.Select(Gen.UInt[1, 400], Gen.Int[1, 50], Gen.Int[0, 20], (inode, pid, fd) => new SocketOwner(inode, pid, fd))
            .HashSet[0, 3000]
            .ForAll(
                owners =>
                {
                    OwnerTable table = OwnerTable.From(owners);
                    ILookup<uint, SocketOwner> expected = owners.ToLookup(owner => owner.Inode);
                    for (uint inode = 0; inode <= 401; inode++)
                    {
                        Assert.Equal(expected[inode].OrderBy(o => o.Pid).ThenBy(o => o.Fd), All(table, inode));
                    }
                },
                iter: 50);

    [Fact]
    public void Descriptors_that_come_in_ascending_order_make_the_same_table() =>
        Gen.Select(Gen.UInt[0, 400], Gen.Int[1, 50], Gen.Int[0, 20], (inode, pid, fd) => new SocketOwner(inode, pid, fd))
            .Array[0, 3000]
            .ForAll(
                descriptors =>
                {
                    SocketOwner[] ascending =
                        [.. descriptors.DistinctBy(one => (one.Pid, one.Fd)).OrderBy(one => one.Pid).ThenBy(one => one.Fd)];
                    using FixtureRoot root = new();
                    root.File("60/comm", "idle\n");
                    OwnerCollector collector = new(root.Proc, new OwnerOptions());
                    foreach (SocketOwner one in ascending)
                    {
                        collector.Add(one.Pid, one.Fd, one.Inode);
                    }

                    OwnerTable collected = collector.Finish();
                    OwnerTable expected = OwnerTable.From(ascending.Where(one => one.Inode != 0));
                    Assert.Equal((expected.Count, expected.Sockets), (collected.Count, collected.Sockets));
                    for (uint inode = 0; inode <= 401; inode++)
                    {
                        Assert.Equal(All(expected, inode), All(collected, inode));
                    }

                    foreach (IGrouping<int, SocketOwner> process in ascending.GroupBy(one => one.Pid))
                    {
                        Assert.Equal(new DescriptorCounts(process.Count(), process.Count(one => one.Inode != 0)),
                            collected.Descriptors(process.Key));
                    }

                    // A process of /proc that had nothing open was looked at as well.
                    Assert.Equal(default(DescriptorCounts), collected.Descriptors(60));
                },
                iter: 30);

    [Fact]
    public void A_million_descriptors_fit_into_forty_megabytes()
    {
        // What was allocated on the way, tables outgrown included: more than what remains, and the same at every run.
        long before = GC.GetAllocatedBytesForCurrentThread();
        OwnerTable table = OwnerTable.From(Enumerable.Range(1, 1_000_000).Select(i => new SocketOwner((uint)i * 7, i % 50, i)));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(1_000_000, table.Count);
        Assert.InRange(allocated, 16_000_000, 40_000_000);
        Assert.Equal(new SocketOwner(700, 0, 100), table.Of(700).First);
    }

    [Fact]
    public void Looking_up_allocates_nothing()
    {
        OwnerTable table = OwnerTable.From([new(7, 1, 1), new(7, 2, 1)]);
        int seen = Count(table);
        long before = GC.GetAllocatedBytesForCurrentThread();
        seen += Count(table);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(4, seen);

        static int Count(OwnerTable table)
        {
            int count = 0;
            foreach (SocketOwner _ in table.Of(7))
            {
                count++;
            }

            return count;
        }
    }

    [Fact]
    public void A_set_of_inodes_is_a_set() =>
        Gen.UInt[0, 500].Array[0, 2000].ForAll(
            inodes =>
            {
                InodeSet set = new();
                HashSet<uint> expected = [];
                foreach (uint inode in inodes)
                {
                    Assert.Equal(inode != 0 && expected.Add(inode), set.Add(inode));
                }

                Assert.Equal(expected.Count, set.Count);
                for (uint inode = 0; inode <= 501; inode++)
                {
                    Assert.Equal(expected.Contains(inode), set.Contains(inode));
                }
            },
            iter: 50);

    [Theory]
    [InlineData("socket:[1]", 1u)]
    [InlineData("socket:[4294967295]", uint.MaxValue)]
    public void A_socket_link_names_its_inode(string link, uint expected)
    {
        Assert.True(SocketLink.TryParse(Encoding.ASCII.GetBytes(link), out uint inode));
        Assert.Equal(expected, inode);
    }

    [Theory]
    [InlineData("socket:[0]")]
    [InlineData("socket:[]")]
    [InlineData("socket:[4294967296]")]
    [InlineData("socket:[99999999999999999999999]")]
    [InlineData("socket:[1x]")]
    [InlineData("socket:[12")]
    [InlineData("pipe:[12345]")]
    [InlineData("/tmp/socket:[12]")]
    [InlineData("")]
    public void Any_other_link_names_none(string link) => Assert.False(SocketLink.TryParse(Encoding.ASCII.GetBytes(link), out _));

    [Fact]
    public void Hostile_links_never_break_the_parser() =>
        Fuzz.Survives("socket:[4294967295]", link => Assert.True(!SocketLink.TryParse(link, out uint inode) || inode != 0));

    private static List<SocketOwner> All(OwnerTable table, uint inode)
    {
        List<SocketOwner> owners = [];
        foreach (SocketOwner owner in table.Of(inode))
        {
            owners.Add(owner);
        }

        return owners;
    }
}

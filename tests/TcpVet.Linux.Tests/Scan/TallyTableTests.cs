using CsCheck;
using TcpVet.Linux.Scan;

namespace TcpVet.Linux.Tests.Scan;

public sealed class TallyTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(17)]
    [InlineData(36)]
    public void It_counts_as_a_dictionary_does(int width) =>
        // Keys that differ in one byte, at either end, and few enough to repeat.
        Gen.Select(Gen.Select(Gen.Int[0, 255], Gen.Bool).Array[0, 1500], Gen.Int[0, 600]).ForAll(
            (keys, maxRows) =>
            {
                TallyTable table = new(width, columns: 2, maxRows);
                Dictionary<string, int> expected = [];
                long leftOut = 0;
                foreach ((int value, bool atEnd) in keys)
                {
                    byte[] key = new byte[width];
                    key[atEnd ? width - 1 : 0] = (byte)value;
                    string text = Convert.ToHexString(key);
                    bool known = expected.ContainsKey(text);
                    Assert.Equal(known, table.Find(key) >= 0);
                    int row = table.Row(key);
                    if (!known && expected.Count == maxRows)
                    {
                        Assert.Equal(-1, row);
                        leftOut++;
                        continue;
                    }

                    table.Counts(row)[1]++;
                    expected[text] = expected.GetValueOrDefault(text) + 1;
                }

                Assert.Equal(expected.Count, table.Rows);
                Assert.Equal(leftOut, table.LeftOut);
                Assert.Equal(expected,
                    Enumerable.Range(0, table.Rows).ToDictionary(row => Convert.ToHexString(table.Key(row)), row => table.Counts(row)[1]));
                Assert.All(Enumerable.Range(0, table.Rows), row => Assert.Equal(0, table.Counts(row)[0]));
            },
            iter: 100);

    [Fact]
    public void Growth_keeps_every_key_in_its_row()
    {
        const int Keys = 40_000;
        TallyTable table = new(4, columns: 3);
        for (int i = 0; i < Keys; i++)
        {
            Assert.Equal(i, table.Row(BitConverter.GetBytes(i)));
            table.Counts(i)[2] = i;
        }

        for (int i = 0; i < Keys; i++)
        {
            Assert.Equal(i, table.Row(BitConverter.GetBytes(i)));
            Assert.Equal(i, table.Find(BitConverter.GetBytes(i)));
            Assert.Equal(i, BitConverter.ToInt32(table.Key(i)));
            Assert.Equal(i, table.Counts(i)[2]);
        }

        Assert.Equal((Keys, 0L), (table.Rows, table.LeftOut));
        Assert.Equal(-1, table.Find(BitConverter.GetBytes(Keys)));
        Assert.Equal(Keys, table.Rows);
    }
}

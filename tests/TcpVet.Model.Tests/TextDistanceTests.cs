using CsCheck;

namespace TcpVet.Model.Tests;

public sealed class TextDistanceTests
{
    private static readonly Gen<string> Word = Gen.String[Gen.Char["abc"], 0, 8];

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("listen", "lisetn", 1)]
    [InlineData("abc", "abc", 0)]
    public void Known_distances(string a, string b, int expected) => Assert.Equal(expected, TextDistance.Distance(a, b));

    [Fact]
    public void It_is_symmetric_bounded_and_zero_only_for_equals() => Gen.Select(Word, Word).ForAll((a, b) =>
    {
        int distance = TextDistance.Distance(a, b);
        Assert.Equal(distance, TextDistance.Distance(b, a));
        Assert.InRange(distance, Math.Abs(a.Length - b.Length), Math.Max(a.Length, b.Length));
        Assert.Equal(a == b, distance == 0);
    });

    [Fact]
    public void One_edit_is_one() =>
        Gen.Select(Word.Where(word => word.Length > 0), Gen.Int[0, 7], Gen.Char['x', 'z']).ForAll((word, place, letter) =>
        {
            place %= word.Length;
            Assert.Equal(1, TextDistance.Distance(word, word.Insert(place, letter.ToString())));
            Assert.Equal(1, TextDistance.Distance(word, word.Remove(place, 1)));
            Assert.Equal(1, TextDistance.Distance(word, word.Remove(place, 1).Insert(place, letter.ToString())));
        });

    [Fact]
    public void A_huge_word_costs_nothing_and_is_near_to_nothing()
    {
        string huge = new('a', 1_000_000);
        Assert.Empty(TextDistance.Nearest(huge, ["listen", "close"], text => text, most: 3));
    }

    [Fact]
    public void Ties_are_broken_by_name_and_the_count_is_kept() =>
        Assert.Equal(["ca", "cb"], TextDistance.Nearest("cx", ["cc", "cb", "ca"], text => text, most: 2));
}

using System.Globalization;
using System.Text.Json.Nodes;
using MimRepro.Recipes;

namespace MimRepro.Recipes.Tests;

public class CanonicalJsonTests
{
    [Fact, Trait("Kind", "Unit")]
    public void Write_Record_SortsKeysAndKeepsNullsAndEnumsByName()
    {
        var text = CanonicalJson.Write(TinyRecipes.SimMim);

        Assert.StartsWith("{\"batchSize\":64,\"checkpointEpochs\":[0,2,4],\"data\":{\"channels\":1,", text);
        Assert.Contains("\"imagesPerClass\":null", text);
        Assert.Contains("\"precision\":\"BFloat16\"", text);
        Assert.Contains("“tiny”", text);
        Assert.DoesNotContain('\n', text);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Write_ThenRead_GivesTheSameText()
    {
        var text = CanonicalJson.Write(TinyRecipes.FineTuning);

        var again = CanonicalJson.Write(CanonicalJson.Read<FineTuningRecipe>(text));

        Assert.Equal(text, again);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Read_JsonNode_GivesTheRecipe()
    {
        var node = JsonNode.Parse(CanonicalJson.Write(TinyRecipes.SimMim));

        var recipe = CanonicalJson.Read<SimMimRecipe>(node);

        Assert.Equal(4 / 3.0, recipe.Data.CropRatio.Max);
        Assert.Equal(Precision.BFloat16, recipe.Precision);
        Assert.Null(recipe.Optimizer.EmaDecay);
        Assert.Equal([0.0, 2, 4], recipe.CheckpointEpochs);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Write_UnderAnotherCulture_GivesTheSameText()
    {
        var before = CultureInfo.CurrentCulture;
        var expected = CanonicalJson.Write(TinyRecipes.SimMim);
        try
        {
            // Invariant globalisation knows no de-DE; a comma as decimal point is what matters.
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;

            Assert.Equal(expected, CanonicalJson.Write(TinyRecipes.SimMim));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact, Trait("Kind", "Unit")]
    public void Write_EqualRecipesMadeInAnotherWay_GiveTheSameText()
    {
        var variation = TinyRecipes.SimMim with { Seed = 1 };

        Assert.NotEqual(CanonicalJson.Write(TinyRecipes.SimMim), CanonicalJson.Write(variation));
        Assert.Equal(CanonicalJson.Write(TinyRecipes.SimMim), CanonicalJson.Write(variation with { Seed = 0 }));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Write_NotANumber_IsARecipeException() =>
        Assert.Throws<RecipeException>(() => CanonicalJson.Write(TinyRecipes.SimMim with { Mask = new() { PatchSize = 8, Ratio = double.NaN } }));

    [Fact, Trait("Kind", "Snapshot")]
    public void Read_UnknownMissingAndWrongMembers_NamesThemAll()
    {
        var json = JsonNode.Parse(CanonicalJson.Write(TinyRecipes.SimMim))!.AsObject();
        json["maskk"] = 1;
        json.Remove("mask");
        json["precision"] = "Half";
        json["batchSize"] = "64";
        json["data"]!["classes"]![1] = 1.5;
        json["model"]!["depth"] = null;

        var fault = Assert.Throws<RecipeException>(() => CanonicalJson.Read<SimMimRecipe>(json));

        Snapshots.Match(fault.Message, "recipe-shape-faults");
    }

    [Fact, Trait("Kind", "Snapshot")]
    public void Read_TextThatIsNotJson_SaysWhere()
    {
        var fault = Assert.Throws<RecipeException>(() => CanonicalJson.Read<SimMimRecipe>("{\"seed\": 1,"));

        Assert.StartsWith("Recipe is not JSON.\n  expected:   SimMimRecipe\n  line:       1", fault.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Sort_MistypedName_PutsTheNearestFirst() =>
        Assert.Equal("evening", NearestName.Sort("evning", ["small", "smoke", "evening"])[0]);
}
